/// Drawing `LiveView`.
import Snapshots

extension LiveView {
  /// As many lines as the terminal has, none wider than it.
  public var lines: [StyledLine] {
    if isHelpShown { return screen(help, width: width, height: height) }
    let table = [tableHead] + rows.dropFirst(firstRow).prefix(pageHeight).map(row)
    let empty = reading != nil && rows.isEmpty && reading?.unnamed == 0
    let body = head + graph + table + (empty ? [StyledLine(Self.nothing, .faint)] : [])
    return screen(screen(body, width: width, height: height - 1) + [foot], width: width, height: height)
  }

  private static let nothing = "No places: nothing is live, or tracebacks are not recorded."

  /// For where nobody presses keys: everything once, with so many rows, without what needs two readings, nothing cut off.
  public func plainText(rows limit: Int) -> String {
    guard let reading else { return "" }
    let title = StyledLine(
      "\(reading.process.command) (\(reading.process.id)), \(stateText(reading.process, reading.time))")
    let columns = columns(isOnce: true)
    var table = [line(of: columns) { ($0.title, .plain) }]
    table[0].add("  " + grouping.rawValue)
    for row in rows.prefix(limit) {
      table.append(line(of: columns) { ($0.value(row), .plain) })
      table[table.count - 1].add("  " + row.name)
    }
    return ([title, figures(reading, width: .max), StyledLine()] + table).map { $0.text + "\n" }.joined()
  }

  /// Rows of the table that fit.
  var pageHeight: Int { max(1, height - head.count - graphHeight - 2) }

  // MARK: Head

  private var head: [StyledLine] {
    guard let reading else { return [StyledLine("Reading …", .faint)] }
    return [title(reading), figures(reading, width: width)]
  }

  private func title(_ reading: LiveReading) -> StyledLine {
    let process = reading.process
    let state = stateText(process, reading.time)
    var line = StyledLine(isPaused ? "PAUSED " : "", .warning)
    let number = " (\(process.id)\(placeAmongProcesses(reading)))"
    let room = width - line.width - cellCount(number + state) - 2
    line.add(fittedName(process.command, room, glyphs), .strong)
    line.add(number, .faint)
    line.pad(to: width - cellCount(state))
    line.add(state, process.isRunning ? .faint : .warning)
    return line
  }

  private func placeAmongProcesses(_ reading: LiveReading) -> String {
    guard reading.processes.count > 1, width >= 60,
      let index = reading.processes.firstIndex(where: { $0.id == reading.process.id })
    else { return "" }
    return ", process \(index + 1) of \(reading.processes.count)"
  }

  private func stateText(_ process: LiveProcess, _ time: Duration) -> String {
    switch process.end {
    case .running: "running \((time - process.startTime).clockText)"
    case .ended(let end): "ended after \((end - process.startTime).clockText)"
    case .gone: "has ended"
    }
  }

  private func figures(_ reading: LiveReading, width: Int) -> StyledLine {
    var line = StyledLine()
    func add(_ name: String, _ value: String, _ style: Style = .strong) {
      line.add(line.spans.isEmpty ? "" : width < 60 ? " " : "   ")
      line.add("\(name) ", .faint)
      line.add(value, style)
    }
    add("live", reading.totals.live.bytes.shortSize)
    add("peak", reading.totals.peakBytes.shortSize)
    if let resident = reading.resident { add("RSS", resident.shortSize) }
    if width >= 60 { add("blocks", reading.totals.live.blocks.shortCount) }
    if let rate = reading.allocationsPerSecond, reading.process.isRunning, width >= 76 {
      add("allocs/s", rate.shortCount)
    }
    let dropped = reading.totals.droppedBlocks + reading.totals.droppedTracebacks
    if dropped > 0 { add("dropped", dropped.shortCount, .warning) }
    return line
  }

  // MARK: Graph

  /// With the line below it; none on a small terminal.
  private var graphHeight: Int { reading == nil || height < 14 ? 0 : height < 30 ? 5 : 8 }

  private var graph: [StyledLine] {
    if graphHeight == 0 { return [] }
    // Beside each other where there is room for both.
    let (gap, label) = (3, 10)
    let isPair = width >= 100 && history.samples.contains { $0.resident != nil }
    let room = isPair ? (width - gap) / 2 : width
    var (lines, span) = curve("live", room - label, \.live)
    if isPair {
      for (index, line) in curve("RSS", room - label, \.resident).lines.enumerated() {
        lines[index].pad(to: room + gap)
        lines[index].add(line)
      }
    }
    return lines + [scale(span, room: room, label: label)]
  }

  private func curve(_ name: String, _ columns: Int, _ value: (LiveSample) -> Int?) -> (
    lines: [StyledLine], span: Duration
  ) {
    let (values, span) = history.columns(columns, atLeast: interval, value)
    let bars = BarGraph(values: values, glyphs: glyphs).rows(width: columns, height: graphHeight - 1)
    let highest = max(1, values.lazy.compactMap(\.self).max() ?? 1)
    let lines = bars.enumerated().map { row, bar in
      var line = StyledLine()
      line.addRight(row == 0 ? highest.shortSize : row == bars.count - 1 ? name : "", 9, .faint)
      line.add(" ")
      line.add(bar, .graph)
      return line
    }
    return (lines, span)
  }

  private func scale(_ span: Duration, room: Int, label: Int) -> StyledLine {
    var line = StyledLine(spaces(label))
    let isRunning = reading?.process.isRunning == true
    let (past, now) = isRunning ? ("\(span.clockText) ago", "now") : ("\(span.clockText) before", "its end")
    line.add(past + " ", .faint)
    line.add(String(repeating: glyphs.rule, count: max(0, room - label - cellCount(past + now) - 2)), .faint)
    line.add(" " + now, .faint)
    return line
  }

  // MARK: Foot

  private var foot: StyledLine {
    if let notice { return StyledLine(fittedName(notice, width, glyphs), .warning) }
    if let reading, reading.unnamed > 0 {
      let done = (reading.tracebacks - reading.unnamed).grouped
      return StyledLine("Looking up places: \(done) of \(reading.tracebacks.grouped) tracebacks", .warning)
    }
    let keys = [
      ("q", "quit"), ("?", "help"), ("space", "mark"), ("s", "sort"), ("l f F", "line function file"), ("p", "pause"),
      ("c", "process"), ("+ -", "every \(intervalText)"),
    ]
    var line = StyledLine()
    for (key, meaning) in keys where line.width + cellCount(key + meaning) + 3 <= width {
      line.add(line.spans.isEmpty ? "" : "  ")
      line.add(key, .strong)
      line.add(" \(meaning)", .faint)
    }
    return line
  }

  var intervalText: String {
    interval < .seconds(1) ? "\(Int((interval.seconds * 1000).rounded())) ms" : interval.clockText
  }
}
