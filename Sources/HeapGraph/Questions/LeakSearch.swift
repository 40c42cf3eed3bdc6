// What nothing reaches, as separate leaks: which blocks keep each other, and what hangs on them.
#if os(Linux)
import CHeapScan

/// One leak: a component of blocks that reach each other, to which nothing else leads, and all that hangs on it.
struct Leak {
  /// The cycle, or the one block.
  var path: [UInt32]
  var isCycle: Bool
  /// All blocks, the path's included. What hangs on several leaks belongs to the first.
  var blocks: [UInt32]
}

/// Components by Tarjan's algorithm; the shortest cycle in each.
struct LeakSearch {
  private let storage: HeapStorage
  private let leaked: [UInt32]
  /// By component: its blocks.
  private var members: [[UInt32]] = []
  private var componentOf: [UInt32: UInt32] = [:]

  /// nil when there is no memory for it.
  init?(_ storage: HeapStorage) {
    self.storage = storage
    leaked = storage.blocks.filter { !storage.isReached($0) && !storage.isMetadata($0) }
    guard !leaked.isEmpty else { return }
    let leaked = leaked
    let found = WorkedOut(bytes: storage.count * 40 + 1 << 20) { room -> ([[UInt32]], [UInt32: UInt32])? in
      Self.components(storage, leaked, &room)
    }
    guard let found else { return nil }
    (members, componentOf) = found.value
  }

  private static func components(
    _ storage: HeapStorage, _ leaked: [UInt32], _ room: inout mhs_room
  ) -> ([[UInt32]], [UInt32: UInt32])? {
    guard let components: UnsafeMutablePointer<UInt32> = room.take(storage.count) else { return nil }
    var graph = storage.graph
    var count: UInt32 = 0
    guard mhs_components(&room, &graph, storage.reached, components, &count) else { return nil }
    var members = [[UInt32]](repeating: [], count: Int(count))
    var componentOf: [UInt32: UInt32] = [:]
    for block in leaked {
      members[Int(components[Int(block)])].append(block)
      componentOf[block] = components[Int(block)]
    }
    return (members, componentOf)
  }

  /// Leaks by the address of their first block.
  func leaks() -> [Leak] {
    var taken: Set<UInt32> = []
    return heads().map { head in
      Leak(path: path(head), isCycle: isCycle(head), blocks: take(members[Int(head)], &taken))
    }
  }

  /// All components whose blocks keep each other, those that hang on other leaks, too; each with its own blocks alone.
  func cycles() -> [Leak] {
    ordered(members.indices.filter { isCycle(UInt32($0)) }.map(UInt32.init)).map {
      Leak(path: path($0), isCycle: true, blocks: members[Int($0)])
    }
  }

  /// The components to which no other leads.
  private func heads() -> [UInt32] {
    var hasReferrer = [Bool](repeating: false, count: members.count)
    for block in leaked {
      guard let own = componentOf[block] else { continue }
      for target in storage.targets(block) {
        if let other = componentOf[target], other != own { hasReferrer[Int(other)] = true }
      }
    }
    return ordered(members.indices.filter { !hasReferrer[$0] && !members[$0].isEmpty }.map(UInt32.init))
  }

  private func ordered(_ components: [UInt32]) -> [UInt32] {
    components.sorted { members[Int($0)][0] < members[Int($1)][0] }
  }

  /// Of blocks without a type, such as a list's in C, none keeps another alive: somebody forgot to free them.
  private func isCycle(_ component: UInt32) -> Bool {
    let blocks = members[Int(component)]
    guard blocks.contains(where: { storage.type($0) >= 0 }) else { return false }
    return blocks.count > 1 || blocks.contains { storage.targets($0).contains($0) }
  }

  private func path(_ component: UInt32) -> [UInt32] {
    let blocks = members[Int(component)]
    guard isCycle(component) else { return [blocks[0]] }
    return storage.shortestCycle(blocks) ?? [blocks[0]]
  }

  private func take(_ first: [UInt32], _ taken: inout Set<UInt32>) -> [UInt32] {
    var all = first.filter { taken.insert($0).inserted }
    var next = 0
    while next < all.count {
      for target in storage.targets(all[next]) where componentOf[target] != nil && taken.insert(target).inserted {
        all.append(target)
      }
      next += 1
    }
    return all
  }
}

extension HeapStorage {
  /// Through an object of the program's own where there is one: a task and its memory refer to each other, a timer and its run loop's half.
  fileprivate func shortestCycle(_ blocks: [UInt32]) -> [UInt32]? {
    let own = blocks.filter { !isRuntimes($0) }
    return ShortestCycle(blocks, starts: own.isEmpty ? blocks : own, name: name) { self.targets($0) }.blocks
  }

  /// Of a type that belongs to the language or its libraries, or of none.
  func isRuntimes(_ block: UInt32) -> Bool {
    let type = type(block)
    if type < 0 { return true }
    return [
      "Swift.", "Foundation.", "Dispatch.", "CF", "AsyncTask", "task slab", "closure context", "dispatch ", "memory ",
    ].contains {
      typeNames[type].hasPrefix($0)
    }
  }
}
#endif
