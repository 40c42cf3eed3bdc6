import Snapshots

/// What a page shows of a recorded process besides its call tree.

extension FlamegraphPage {
  /// Adds the command line, the timeline, and notes about what is missing.
  public mutating func add(_ process: RecordedProcess, of recording: Recording) {
    command = process.arguments.joined(separator: " ")
    timeline = Timeline(recording.timeline, of: process, in: recording)
    let tables = process.lostTables == 1 ? "A table of the recorder" : "\(process.lostTables) tables of the recorder"
    if process.lostTables > 0 { notes.append("\(tables) found no room: what was counted there is missing.") }
  }
}

extension FlamegraphPage.Timeline {
  /// What was measured of one process, in seconds since it began. Of many samples those that a graph of `columns` points
  /// shows are kept; many runs of a function that follow each other closer than two such points are one.
  /// - Parameters:
  ///   - process: its samples are those of its number, from its beginning to the end of it or to the next that was given
  ///     the number; a process 0 in the timeline is any.
  ///   - columns: more than a page is wide.
  public init(_ timeline: Timeline, of process: RecordedProcess, in recording: Recording, columns: Int = 2000) {
    let span = LifeSpan(of: process, in: recording)
    let samples = timeline.samples.filter { span.holds($0.process, $0.time) }
    let last = process.endTime ?? samples.last.map(\.time) ?? process.startTime
    let brackets = timeline.brackets.filter { span.holds($0.process, $0.entry) }.map { bracket in
      FlamegraphPage.Bracket(
        name: bracket.name, start: span.seconds(bracket.entry),
        end: span.seconds(max(bracket.entry, bracket.exit ?? last)), level: bracket.level)
    }
    let end = max(samples.last.map { span.seconds($0.time) } ?? 0, brackets.map(\.end).max() ?? 0)
    self.init(
      samples: thinned(
        samples.map {
          FlamegraphPage.Sample(seconds: span.seconds($0.time), resident: $0.resident, traced: $0.traced)
        }, columns: columns, end: end),
      brackets: merged(brackets, columns: columns, end: end), droppedBrackets: timeline.droppedBrackets)
  }
}

/// When a number of the kernel's meant a process: it executes other programs, and its number is given again.
private struct LifeSpan {
  let processID: Int
  let start: Duration
  /// Not included; nil for none.
  let next: Duration?

  init(of process: RecordedProcess, in recording: Recording) {
    processID = process.processID
    start = process.startTime
    next =
      recording.processes.filter { $0.processID == process.processID && $0.startTime > process.startTime }
      .map(\.startTime).min()
  }

  func holds(_ number: Int, _ time: Duration) -> Bool {
    guard number == processID || number == 0 else { return false }
    return time >= start && next.map { time < $0 } ?? true
  }

  func seconds(_ time: Duration) -> Double { (time - start) / .seconds(1) }
}

/// Of the samples of each column the first, the last, and the least and the most of both figures, ascending by time.
func thinned(_ samples: [FlamegraphPage.Sample], columns: Int, end: Double) -> [FlamegraphPage.Sample] {
  // Fewer than a column can keep.
  guard samples.count > 6 * columns, end > 0 else { return samples }
  func column(_ number: Int) -> Int { Int(samples[number].seconds / end * Double(columns)) }
  var (kept, start) = ([FlamegraphPage.Sample](), 0)
  while start < samples.count {
    let next = samples[start...].indices.first { column($0) != column(start) } ?? samples.count
    kept += telling(start..<next, of: samples).map { samples[$0] }
    start = next
  }
  return kept
}

private func telling(_ range: Range<Int>, of samples: [FlamegraphPage.Sample]) -> [Int] {
  let counted = range.filter { samples[$0].traced != nil }
  func isLess(_ left: Int, _ right: Int) -> Bool { samples[left].resident < samples[right].resident }
  func countsLess(_ left: Int, _ right: Int) -> Bool { samples[left].traced ?? 0 < samples[right].traced ?? 0 }
  let extremes = [
    range.min(by: isLess), range.max(by: isLess), counted.min(by: countsLess), counted.max(by: countsLess),
  ]
  return Set((extremes + [range.first, range.last]).compactMap(\.self)).sorted()
}

/// Where there are more brackets than a page draws well, those of a function at a level that are less than two columns
/// apart are one.
func merged(_ brackets: [FlamegraphPage.Bracket], columns: Int, end: Double) -> [FlamegraphPage.Bracket] {
  guard brackets.count > columns, end > 0 else { return brackets }
  let gap = 2 * end / Double(columns)
  var (result, latest) = ([FlamegraphPage.Bracket](), [FunctionAtLevel: Int]())
  for bracket in brackets.sorted(by: { $0.start < $1.start }) {
    let function = FunctionAtLevel(name: bracket.name, level: bracket.level)
    if let known = latest[function], bracket.start - result[known].end < gap {
      result[known].end = max(result[known].end, bracket.end)
    } else {
      latest[function] = result.count
      result.append(bracket)
    }
  }
  return result
}

private struct FunctionAtLevel: Hashable {
  let name: String
  let level: Int
}
