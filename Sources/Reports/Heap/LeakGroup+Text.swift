import Snapshots

/// A leak as a reader must see it to mend it: how much, what holds what, what hangs on it, where it came from.

extension LeakGroup {
  /// Longer cycles have a line for each step.
  private static let mostInline = 4
  private static let widest = 110
  private static let mostSteps = 30
  private static let mostTypes = 5

  /// Without an empty line at the end.
  /// - Parameter frames: how many of the traceback; nil for all.
  func lines(frames: Int?, paths: PathSpelling, saysWithoutTraceback: Bool) -> [String] {
    [title] + (pathLines + besideLines).map { "  " + $0 }
      + (traceback.map { tracebackLines($0, frames, paths) }
        ?? (saysWithoutTraceback ? ["  allocated at: not recorded"] : []))
  }

  /// `Leak: 4 objects, 208 B, retain cycle (×100)`
  var title: String {
    "Leak: \(objects) \(objects == 1 ? "object" : "objects"), \(exactAndReadable(bytes)), \(kind.rawValue)"
      + (occurrences > 1 ? " (×\(occurrences)\(ofDifferentSizes))" : "")
  }

  private var ofDifferentSizes: String {
    total == BlockTotal(blocks: objects * occurrences, bytes: bytes * occurrences)
      ? "" : ", \(sizeText(total.bytes)) in \(total.blocks) objects together"
  }

  private var pathLines: [String] {
    guard let first = path.first else { return [] }
    let isCycle = kind == .retainCycle
    let inline = path.inlined(isCycle: isCycle)
    if path.count <= Self.mostInline && inline.count <= Self.widest { return [inline] }
    let closing = isCycle ? path.closing : nil
    let steps = shortened(folded(path.arrivals) + (closing.map { [$0] } ?? []), to: Self.mostSteps)
    return [shortTypeName(first.type)] + steps.map { "  " + $0 }
  }

  /// `and 12 more blocks: 8 × App.Item, 4 × Swift.__StringStorage, 1.2 KiB`
  private var besideLines: [String] {
    let count = objects - path.count
    guard count > 0, !path.isEmpty else { return [] }
    let beside = besidePath
    let types = beside.prefix(Self.mostTypes).map { "\($0.count) × \($0.type)" }
    let left = count - beside.prefix(Self.mostTypes).reduce(0) { $0 + $1.count }
    let parts = types + (left > 0 && !types.isEmpty ? ["\(left) × other types"] : [])
    let start = "and \(count) more \(count == 1 ? "block" : "blocks")"
    let size = bytesBesidePath.map { ", \(sizeText($0))" } ?? ""
    let inline = start + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")) + size
    return inline.count <= Self.widest ? [inline] : ["\(start)\(size):"] + parts.map { "  " + $0 }
  }

  private func tracebackLines(_ traceback: SourceTraceback, _ limit: Int?, _ paths: PathSpelling) -> [String] {
    let located = traceback.frames.filter { $0.line > 0 }
    let frames = located.isEmpty ? traceback.frames : located
    let shown = frames.prefix(max(0, limit ?? frames.count))
    let left = frames.count - shown.count
    let end =
      left > 0
      ? ["    … and \(left) outer \(left == 1 ? "frame" : "frames")"]
      : traceback.isTruncated ? ["    … (outer callers are missing)"] : []
    let lines = shown.enumerated().map { "    #\($0) \($1.function) \($1.placeText(paths))" }
    let part = occurrencesAtTraceback.flatMap { $0 < occurrences ? " (\($0) of \(occurrences))" : nil } ?? ""
    return ["  allocated at\(part):"] + lines + end
  }
}

/// `208 B`; larger sizes also as people read them.
func exactAndReadable(_ bytes: Int) -> String {
  let readable = sizeText(bytes)
  return readable.hasSuffix(" B") ? readable : "\(bytes) B (\(readable))"
}
