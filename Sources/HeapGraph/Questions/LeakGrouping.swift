// Leaks that look alike become one group: first by numbers, which costs little for each, then by names.
#if os(Linux)
import Reports
import Snapshots

struct LeakGrouping {
  private let storage: HeapStorage
  private let filter: LeakFilter

  /// What two leaks must have in common to have the same names.
  private struct Signature: Hashable {
    var isCycle: Bool
    /// For each block of the path its type, and the place by which it leads on; −1 where that is an element: which one differs from leak to leak.
    var types: [Int]
    var offsets: [Int]
    /// Of the traceback of the path's first block.
    var site: UInt32?
  }

  init(_ storage: HeapStorage, _ suppressions: [LeakSuppression]) {
    self.storage = storage
    filter = LeakFilter(suppressions)
  }

  func report(_ leaks: [Leak], scope: LeakReport.Scope) -> LeakReport {
    var order: [Signature] = []
    var alike: [Signature: [Leak]] = [:]
    for leak in leaks {
      var leak = leak
      leak.path = canonical(leak.path)
      let signature = signature(leak)
      if alike[signature] == nil { order.append(signature) }
      alike[signature, default: []].append(leak)
    }
    var report = LeakReport(groups: [])
    for signature in order { add(alike[signature] ?? [], signature, to: &report) }
    return LeakReport(
      groups: merged(report.groups), suppressed: report.suppressed, scope: scope,
      missingTracebacks: LeakReport.tracebacksNotRecorded)
  }

  /// A cycle begins with the object whose type people know best: not with the language's own storage; of several the first by name, and
  /// of one type by where it was allocated, so that cycles that look alike begin alike.
  private func canonical(_ path: [UInt32]) -> [UInt32] {
    guard path.count > 1 else { return path }
    let keys = path.map { block in
      (storage.isRuntimes(block) ? 1 : 0, storage.name(block), storage.source.names.site(storage.address(block)) ?? 0)
    }
    guard let first = path.indices.min(by: { keys[$0] < keys[$1] }) else { return path }
    return Array(path[first...] + path[..<first])
  }

  private func signature(_ leak: Leak) -> Signature {
    let next = leak.isCycle ? Array(leak.path.dropFirst()) + leak.path.prefix(1) : []
    return Signature(
      isCycle: leak.isCycle, types: leak.path.map { storage.type($0) >= 0 ? storage.type($0) : -1 - storage.bytes($0) },
      offsets: zip(leak.path, next).map {
        storage.isOfElements($0) ? -1 : storage.place(from: $0, to: $1)?.offset ?? -1
      },
      site: leak.path.first.flatMap { storage.source.names.site(storage.address($0)) })
  }

  private func add(_ leaks: [Leak], _ signature: Signature, to report: inout LeakReport) {
    // A stale pointer may keep a part of one alive: the one with the most shows what a leak has.
    guard let first = leaks.max(by: { $0.blocks.count < $1.blocks.count }) else { return }
    let steps = storage.steps(first.path, closes: first.isCycle)
    let traceback = signature.site.flatMap(storage.source.names.traceback)
    let total = leaks.reduce(BlockTotal.zero) { $0 + storage.total(of: $1.blocks) }
    let files = signature.site.map(storage.source.names.modules) ?? []
    let types = first.path.map(storage.name)
    if filter.suppresses(types: types, traceback, files: files) {
      report.suppressed.leaks += leaks.count
      report.suppressed.total += total
      return
    }
    let one = storage.total(of: first.blocks)
    report.groups.append(
      LeakGroup(
        kind: first.isCycle ? .retainCycle : .unreferenced, objects: one.blocks, bytes: one.bytes,
        occurrences: leaks.count, path: steps, contents: contents(first, steps),
        traceback: traceback, total: total))
  }

  /// Which element of an array it is differs from leak to leak.
  private func isAlike(_ left: [HeapStep], _ right: [HeapStep]) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { one, other in
        one.type == other.type && one.ownership == other.ownership
          && (one.property == other.property || one.property?.first == "[" && other.property?.first == "[")
      }
  }

  /// By type; blocks of the path under the names that they have there.
  private func contents(_ leak: Leak, _ steps: [HeapStep]) -> [HeapCensus.Row] {
    let shown = Dictionary(zip(leak.path, steps.map(\.type))) { first, _ in first }
    var totals: [String: BlockTotal] = [:]
    for block in leak.blocks {
      totals[shown[block] ?? nameInLeak(block), default: .zero] += BlockTotal(blocks: 1, bytes: storage.bytes(block))
    }
    return HeapCensus(rows: totals.map { HeapCensus.Row(type: $0, count: $1.blocks, bytes: $1.bytes) }).rows
  }

  private func nameInLeak(_ block: UInt32) -> String {
    let name = storage.name(block)
    return name == OwnerNames.nobody ? "\(storage.bytes(block)) B block" : name
  }

  /// Groups that print alike, as with different types of one name.
  private func merged(_ groups: [LeakGroup]) -> [LeakGroup] {
    var merged: [LeakGroup] = []
    for group in groups {
      let same = merged.firstIndex {
        $0.kind == group.kind && $0.traceback == group.traceback && isAlike($0.path, group.path)
      }
      guard let same else {
        merged.append(group)
        continue
      }
      merged[same].occurrences += group.occurrences
      merged[same].total += group.total
    }
    return merged
  }
}

extension HeapStorage {
  /// An array, a dictionary or a set.
  fileprivate func isOfElements(_ block: UInt32) -> Bool {
    let name = type(block) >= 0 ? typeNames[type(block)] : ""
    return ["Swift._ContiguousArrayStorage<", "Swift._DictionaryStorage<", "Swift._SetStorage<"].contains {
      name.hasPrefix($0)
    }
  }

  func total(of blocks: some Sequence<UInt32>) -> BlockTotal {
    blocks.reduce(.zero) { $0 + BlockTotal(blocks: 1, bytes: bytes($1)) }
  }
}
#endif
