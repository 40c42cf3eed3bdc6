// Names for blocks whose contents do not tell their type: whose memory it is.
#if os(Linux)
struct OwnerNames {
  static let nobody = "unknown"
  /// Of what a typed block refers to: that block's type; of the rest: the owner's of who refers to it, or where its root is. An index
  /// into `names`; −1: typed, −2: unknown.
  private var owners: [Int32]
  private var names = TypeNameList()

  /// Breadth first, from what has a name.
  init(_ storage: HeapStorage) {
    owners = [Int32](repeating: -2, count: storage.count)
    for block in 0..<storage.count where storage.type(UInt32(block)) >= 0 { owners[block] = -1 }
    var layer = addOwned(storage)
    layer += addRoots(storage)
    while !layer.isEmpty { layer = addNext(storage, layer) }
  }

  subscript(_ block: UInt32) -> String {
    let owner = owners[Int(block)]
    return owner >= 0 ? names.all[Int(owner)] : Self.nobody
  }

  private mutating func addOwned(_ storage: HeapStorage) -> [UInt32] {
    var found: [UInt32] = []
    var ofType: [Int: Int32] = [:]
    for block in 0..<UInt32(storage.count) {
      let type = storage.type(block)
      guard type >= 0, storage.targets(block).contains(where: { owners[Int($0)] == -2 }) else { continue }
      let owner = ofType[type] ?? names.index(of: "memory of \(storage.typeNames[type])")
      ofType[type] = owner
      found += give(owner, to: storage.targets(block))
    }
    return found
  }

  private mutating func give(_ owner: Int32, to blocks: UnsafeBufferPointer<UInt32>) -> [UInt32] {
    var found: [UInt32] = []
    for block in blocks where owners[Int(block)] == -2 {
      owners[Int(block)] = owner
      found.append(block)
    }
    return found
  }

  private mutating func addRoots(_ storage: HeapStorage) -> [UInt32] {
    var found: [UInt32] = []
    for root in storage.roots where owners[Int(root.block)] == -2 {
      owners[Int(root.block)] = names.index(of: "memory of " + storage.ownerText(of: root))
      found.append(root.block)
    }
    return found
  }

  private mutating func addNext(_ storage: HeapStorage, _ layer: [UInt32]) -> [UInt32] {
    layer.flatMap { give(owners[Int($0)], to: storage.targets($0)) }
  }
}
#endif
