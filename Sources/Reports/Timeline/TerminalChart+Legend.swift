/// What the lines and the rows of a chart in a terminal are.

extension TerminalChart {
  /// All on one line, as far as it goes.
  var lineLegend: [String] {
    guard chart.lines.count > 1 else { return [] }
    var (entries, room) = ([String](), extent.columns)
    for line in chart.lines where !line.label.isEmpty {
      let entry = "\(line.label) \(memoryText(line.highest.bytes))"
      guard entry.count + 5 <= room else { break }
      entries.append(style.text("━ ", line.color) + entry)
      room -= entry.count + 5
    }
    if !chart.unnamedLines.isEmpty && chart.unnamedLines.count <= room {
      entries.append(style.text(chart.unnamedLines, .muted))
    }
    return [entries.joined(separator: "   ")]
  }

  var functionLegend: [String] {
    let rows = functions.enumerated().map { index, function in
      let figures = "\(function.calls.grouped) × · \(durationText(function.seconds)) · \(growthText(function.growth))"
      let name = fitted(function.shortName, max(8, extent.columns - figures.count - 6))
      return style.text(key(of: index) + " ⣤ ", function.color) + name + "  " + style.text(figures, .muted)
    }
    let others = chart.functions.count - functions.count
    let words = [others > 0 ? "\(others) more functions in a taller terminal" : "", chart.unshownFunctions].filter {
      !$0.isEmpty
    }
    return rows + (words.isEmpty ? [] : [style.text("  " + words.joined(separator: ", "), .muted)])
  }
}
