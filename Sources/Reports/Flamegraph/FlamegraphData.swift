/// A page's data as JSON. Names are in it once; numbers are in base64 (`NumberWriter`), in the order in which
/// `Profile` and `readTimeline` of the script read them.
func flamegraphData(of page: FlamegraphPage) -> String {
  let tables = FrameTables(page.tree)
  let order = page.tree.preorder
  var fields = [
    ("title", jsonString(page.title)), ("command", jsonString(page.command)),
    ("notes", jsonArray(page.notes + (page.timeline?.losses ?? []))),
    ("mode", jsonString(page.mode.rawValue)), ("inverted", page.isInverted ? "true" : "false"),
    ("names", jsonArray(tables.names.texts)), ("files", jsonArray(tables.files.texts)),
    ("modules", jsonArray(tables.modules.texts)), ("frameCount", "\(page.tree.frames.count)"),
    ("frames", tables.numbers.jsonText), ("nodeCount", "\(page.tree.nodes.count)"),
    ("nodes", shape(of: page.tree, order).jsonText), ("counts", counts(of: page.tree, order).jsonText),
  ]
  if let timeline = page.timeline, !timeline.samples.isEmpty || !timeline.brackets.isEmpty {
    fields.append(("timeline", json(timeline)))
  }
  return "{" + fields.map { "\(jsonString($0.0)):\($0.1)" }.joined(separator: ",\n") + "}"
}

/// Texts with numbers, in order of appearance.
private struct TextTable {
  private(set) var texts: [String] = []
  private var numbers: [String: Int] = [:]

  mutating func number(of text: String) -> Int {
    if let known = numbers[text] { return known }
    numbers[text] = texts.count
    texts.append(text)
    return texts.count - 1
  }
}

private struct FrameTables {
  var names = TextTable()
  var files = TextTable()
  var modules = TextTable()
  /// Of each frame: name, file, twice the line and one more for what is in the background, module.
  var numbers = NumberWriter()

  init(_ tree: CallTree) {
    for (frame, isInBackground) in zip(tree.frames, tree.areInBackground) {
      numbers.append(names.number(of: frame.function))
      numbers.append(files.number(of: frame.file))
      numbers.append(2 * max(0, frame.line) + (isInBackground ? 1 : 0))
      numbers.append(modules.number(of: frame.module))
    }
  }
}

/// Of each node: how many levels its caller is above the node before it (0: it is called by that one), and its frame.
private func shape(of tree: CallTree, _ order: [CallTree.Place]) -> NumberWriter {
  var numbers = NumberWriter()
  var depth = -1
  for place in order {
    numbers.append(depth + 1 - place.depth)
    numbers.append(tree.nodes[place.node].frame)
    depth = place.depth
  }
  return numbers
}

/// Of each node where something was allocated, the root included: how many nodes without are before it, then its counts. A
/// count that is often like another one is written as the difference from that.
private func counts(of tree: CallTree, _ order: [CallTree.Place]) -> NumberWriter {
  var numbers = NumberWriter()
  var skipped = 0
  for node in [0] + order.map(\.node) {
    let own = tree.nodes[node].own
    if own == CallTree.Counts() {
      skipped += 1
      continue
    }
    numbers.append(skipped)
    numbers.append(own.live.bytes)
    numbers.append(own.live.blocks)
    for (count, similar) in [(own.peak, own.live), (own.total, own.peak)] {
      numbers.appendSigned(max(0, count.bytes) - max(0, similar.bytes))
      numbers.appendSigned(max(0, count.blocks) - max(0, similar.blocks))
    }
    numbers.append(own.temporaryBlocks)
    skipped = 0
  }
  return numbers
}

/// Times in microseconds. Of each sample: time and RSS since the sample before, and traced bytes + 1, or 0 for none. Of
/// each bracket: name, start since the bracket before, length, level.
private func json(_ timeline: FlamegraphPage.Timeline) -> String {
  var names = TextTable()
  var (samples, brackets) = (NumberWriter(), NumberWriter())
  var (time, resident) = (0, 0)
  for sample in timeline.samples {
    samples.appendSigned(microseconds(sample.seconds) - time)
    samples.appendSigned(sample.resident - resident)
    samples.append(sample.traced.map { $0 + 1 } ?? 0)
    (time, resident) = (microseconds(sample.seconds), sample.resident)
  }
  time = 0
  for bracket in timeline.brackets.sorted(by: { ($0.start, $0.level) < ($1.start, $1.level) }) {
    brackets.append(names.number(of: bracket.name))
    brackets.appendSigned(microseconds(bracket.start) - time)
    brackets.append(microseconds(bracket.end) - microseconds(bracket.start))
    brackets.append(bracket.level)
    time = microseconds(bracket.start)
  }
  return "{\"names\":\(jsonArray(names.texts)),\"samples\":\(samples.jsonText),\"brackets\":\(brackets.jsonText)}"
}

/// Limited to what fits into 50 bits; what is not a number becomes 0.
private func microseconds(_ seconds: Double) -> Int {
  seconds.isNaN ? 0 : Int(min(max(seconds * 1_000_000, -1e15), 1e15).rounded())
}
