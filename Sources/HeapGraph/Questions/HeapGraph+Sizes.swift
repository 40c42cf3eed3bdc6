#if os(Linux)
import Snapshots

extension HeapGraph {
  /// The bytes that would be free if the object were: its own, and those of all that is reachable through it alone (its dominator tree).
  /// Of a leaked object, which nothing reaches, `deepSize`.
  ///
  /// The first question works it out for all objects: some 100 ns and 24 bytes a block.
  public func retainedSize(of object: HeapObject) -> Int {
    OwnWork.run {
      guard storage.isReached(object.block), let bytes = storage.retainedBytes(object.block)
      else { return storage.reachableBytes(from: [object.block]) }
      return bytes
    }
  }

  /// The bytes of the object and of all that it refers to, directly or not, each block once, whoever else refers to it, too. Weak and
  /// unowned references are not followed; an object's side table, made by the first weak reference to it, belongs to it.
  public func deepSize(of object: HeapObject) -> Int {
    OwnWork.run { storage.reachableBytes(from: [object.block]) }
  }

  /// The same for what a value refers to, without the value's own bytes.
  package func reachableBytes<T>(from value: T) -> Int {
    OwnWork.run {
      let words = withUnsafeBytes(of: value) { bytes in
        stride(from: 0, through: bytes.count - 8, by: 8).map { bytes.loadUnaligned(fromByteOffset: $0, as: UInt.self) }
      }
      // An existential's type may be metadata that was made at run time.
      let blocks = words.compactMap { storage.block(at: $0.referencedAddress) }
      return storage.reachableBytes(from: blocks.filter { !storage.isMetadata($0) && !storage.isOwn($0) })
    }
  }
}

extension HeapStorage {
  /// Requested bytes of all blocks that these lead to, themselves included. The runtime's metadata is not part of any object, nor
  /// is what was allocated for the profiler.
  func reachableBytes(from blocks: [UInt32]) -> Int {
    reachable(from: blocks).reduce(0) { $0 + bytes($1) }
  }

  func reachable(from blocks: [UInt32]) -> [UInt32] {
    var found: Set<UInt32> = []
    var waiting = blocks.filter { found.insert($0).inserted }
    var all = waiting
    while let block = waiting.popLast() {
      for target in targets(block) where !isOwn(target) && !isMetadata(target) && found.insert(target).inserted {
        waiting.append(target)
        all.append(target)
      }
    }
    return all
  }

  func isMetadata(_ block: UInt32) -> Bool { type(block) >= 0 && typeNames[type(block)] == MetadataPage.name }
}
#endif
