/// The breakdown as a short table, with one line of advice where one is due.

extension MemoryBreakdown: CustomStringConvertible {
  /// MiB (2^20 bytes) with one decimal, a part a row, then the advice. Ends without a newline.
  public var description: String {
    let rows = [
      Row("RSS", resident),
      Row("  live blocks", live, liveRemark),
      Row("  retained by malloc", retained, arenas == 1 ? "in 1 arena" : "in \(arenas) arenas"),
      Row("  mapped files", mappedFiles),
      Row("  anonymous maps", anonymousMaps),
      Row("  thread stacks", threadStacks, threads == 1 ? "1 thread" : "\(threads) threads"),
      Row("  tracer's own", tracer),
      Row("  unexplained", unexplained),
    ]
    let figureWidth = rows.reduce(0) { max($0, $1.figure.count) }
    let lines = rows.map { $0.line(figureWidth: figureWidth) } + (advice.map { ["Advice: " + $0] } ?? [])
    return lines.joined(separator: "\n")
  }

  private struct Row {
    var name: String
    var figure: String
    var remark: String

    init(_ name: String, _ bytes: Int, _ remark: String = "") {
      self.name = name
      self.figure = mebibytes(bytes)
      self.remark = remark
    }

    func line(figureWidth: Int) -> String {
      let padding = String(repeating: " ", count: max(0, 20 - name.count))
      return name + padding + "  " + figure.alignedRight(figureWidth) + (remark.isEmpty ? "" : "   " + remark)
    }
  }
}

/// `12.5 MiB`.
func mebibytes(_ bytes: Int) -> String { bytes.decimal(dividedBy: 1 << 20, precision: 1) + " MiB" }
