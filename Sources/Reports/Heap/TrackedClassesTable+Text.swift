import Snapshots

extension TrackedClassesTable: CustomStringConvertible {
  /// A part for each class with a row for each mark: totals, and beside them what changed since the mark before. Ends without a
  /// newline.
  public var description: String {
    guard !marks.isEmpty else { return "No marks were set." }
    let titles = ["Created", "Deinitialized", "Live", "Bytes"].flatMap {
      [($0, TextGrid.Alignment.right), ("", .left)]
    }
    var grid = TextGrid([("Time", .right), ("Mark", .left)] + titles)
    for name in classes {
      for mark in marks.indices { grid.append(row(name, mark)) }
    }
    let lines = grid.lines()
    let parts = classes.enumerated().flatMap { number, name in
      ["", name] + lines[(1 + number * marks.count)..<(1 + (number + 1) * marks.count)]
    }
    return ([lines[0]] + parts).text
  }

  private func row(_ name: String, _ mark: Int) -> [String] {
    let count = marks[mark].counts[name] ?? .zero
    let change = change(of: name, at: mark)
    func number(_ value: KeyPath<Count, Int>) -> [String] {
      [count[keyPath: value].grouped, signed(change?[keyPath: value]) { $0.grouped }]
    }
    return [timeText(marks[mark].time), marks[mark].name] + number(\.created) + number(\.deinitialized) + number(\.live)
      + [sizeText(count.bytes), signed(change?.bytes) { sizeText(Double($0)) }]
  }

  /// `+10,000`; nothing where nothing changed.
  private func signed(_ change: Int?, _ text: (Int) -> String) -> String {
    guard let change, change != 0 else { return "" }
    return (change > 0 ? "+" : "") + text(change)
  }

  /// `1.204 s`
  private func timeText(_ time: Duration) -> String {
    let milliseconds =
      Int(clamping: time.components.seconds) * 1000 + Int(time.components.attoseconds / 1_000_000_000_000_000)
    return milliseconds.decimal(dividedBy: 1000, precision: 3) + " s"
  }
}
