#if os(Linux)
import CHeapScan
import Reports
import Snapshots

extension HeapGraph {
  /// What refers to the object: other objects by property, and one of its roots if it has some. Weak references are not among them: they lead to
  /// the object's side table.
  ///
  /// The first question turns all references around: some 50 ns a block.
  public func referrers(of object: HeapObject) -> [HeapReference] {
    OwnWork.run {
      let objects = storage.referrers(object.block).map { block in
        let place = storage.place(from: block, to: object.block)
        return HeapReference(
          referrer: .object(HeapObject(block, storage)), property: place?.property?.name,
          ownership: place?.property?.ownership ?? .strong)
      }
      let roots = storage.roots.filter { $0.block == object.block }
      return objects
        + roots.map { HeapReference(referrer: .root(storage.text(of: $0)), property: nil, ownership: .strong) }
    }
  }

  /// Who keeps the object alive: the shortest way from a root to it. nil when nothing does.
  ///
  /// Variables and other threads' stacks come before the stack of the thread that captured, which holds the object as a rule when
  /// somebody asks about it.
  public func path(to object: HeapObject) -> HeapPath? {
    OwnWork.run {
      let others = storage.roots.filter { !storage.isOfCapturingThread($0) }
      return storage.path(from: others, to: object.block)
        ?? storage.path(from: Array(storage.roots), to: object.block)
    }
  }
}

extension HeapStorage {
  func isOfCapturingThread(_ root: mhs_root) -> Bool {
    switch source(of: root) {
    case .stack(let thread, _), .registers(let thread, _): thread == capturingThread
    default: false
    }
  }

  func path(from roots: [mhs_root], to target: UInt32) -> HeapPath? {
    guard let blocks = shortestPath(from: roots.map(\.block), to: target), let first = blocks.first,
      let root = roots.first(where: { $0.block == first })
    else { return nil }
    return HeapPath(root: text(of: root), steps: steps(blocks, closes: false))
  }

  private func shortestPath(from roots: [UInt32], to target: UInt32) -> [UInt32]? {
    WorkedOut(bytes: count * 24 + 1 << 16) { room -> [UInt32]? in
      guard let path: UnsafeMutablePointer<UInt32> = room.take(count) else { return nil }
      var graph = graph
      let length = mhs_shortest_path(&room, &graph, roots, roots.count, target, path, count)
      return length > 0 ? Array(UnsafeBufferPointer(start: path, count: length)) : nil
    }?.value
  }
}
#endif
