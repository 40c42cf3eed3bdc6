import Reports
import Snapshots

extension HeapGraph {
  /// The live blocks by type.
  ///
  /// Goes through all blocks; what has no type is counted as the memory of what refers to it.
  public func census() -> HeapCensus {
    #if os(Linux)
    return OwnWork.run { HeapCensus(rows: storage.censusRows(storage.blocks)) }
    #else
    return HeapCensus(rows: [])
    #endif
  }

  #if os(Linux)
  /// The live instances of this very type, not of its subclasses, by address.
  public func objects(ofType type: Any.Type) -> [HeapObject] {
    OwnWork.run { objects { $0 == TypeNames.name(of: type) } }
  }

  /// The live blocks whose type's name matches: "App.*", "Swift._DictionaryStorage<*"; `*` and `?` as in file names.
  public func objects(ofType pattern: String) -> [HeapObject] {
    OwnWork.run {
      let glob = Glob(pattern)
      return objects(glob.matches)
    }
  }

  private func objects(_ isWanted: (String) -> Bool) -> [HeapObject] {
    let wanted = storage.typeNames.map(isWanted)
    return storage.blocks.filter { storage.type($0) >= 0 && wanted[storage.type($0)] }
      .map { HeapObject($0, storage) }
  }

  /// As the names of blocks' types are written.
  package static func typeName(_ type: Any.Type) -> String { TypeNames.name(of: type) }

  /// The object's block; nil when it is not in the heap (on a stack, or static), is unknown, or was made after the capture.
  public func object(_ object: AnyObject) -> HeapObject? {
    self.object(at: UnsafeRawPointer(Unmanaged.passUnretained(object).toOpaque()))
  }

  /// The block that held this address, at its start or inside.
  public func object(at address: UnsafeRawPointer) -> HeapObject? {
    storage.block(at: UInt(bitPattern: address)).map { HeapObject($0, storage) }
  }
  #endif
}

#if os(Linux)
extension HeapStorage {
  /// Of these blocks, one a type; not sorted.
  func censusRows(_ blocks: some Sequence<UInt32>) -> [HeapCensus.Row] {
    var totals = [BlockTotal](repeating: .zero, count: typeNames.count)
    var others: [String: BlockTotal] = [:]
    for block in blocks {
      let type = type(block)
      let total = BlockTotal(blocks: 1, bytes: bytes(block))
      if type >= 0 { totals[type] += total } else { others[name(block), default: .zero] += total }
    }
    return (zip(typeNames, totals) + others.map { ($0.key, $0.value) }).filter { $0.1.blocks > 0 }
      .map { HeapCensus.Row(type: $0.0, count: $0.1.blocks, bytes: $0.1.bytes) }
  }
}

private func + (left: Zip2Sequence<[String], [BlockTotal]>, right: [(String, BlockTotal)]) -> [(String, BlockTotal)] {
  Array(left) + right
}

extension TypeNames {
  static func name(of type: Any.Type) -> String { readable(_typeName(type, qualified: true)) }
}
#endif
