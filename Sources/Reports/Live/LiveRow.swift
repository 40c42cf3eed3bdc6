import Snapshots

/// One row of the table: places of one line, function or file together.
struct LiveRow: Hashable, Sendable {
  /// `file:line`, the function or the file.
  var name: String
  /// Whether the name is a file's, of which the end says most.
  var isPath = true
  /// Of a line, in so far as there is one.
  var function = ""
  var live = BlockTotal.zero
  var growth = 0
  var recent = 0
  var allocated = 0

  /// Sorted. What has neither blocks nor changed is left out.
  static func rows(of reading: LiveReading?, by grouping: LiveView.Grouping, _ sorting: LiveView.Sorting) -> [LiveRow] {
    var numbers: [String: Int] = [:]
    var rows: [LiveRow] = []
    for place in reading?.places ?? [] {
      let row = LiveRow(place.frame, by: grouping)
      let number = numbers[row.name] ?? rows.count
      if number == rows.count {
        numbers[row.name] = number
        rows.append(row)
      }
      rows[number].add(place)
    }
    return rows.filter { $0.live.blocks > 0 || $0.growth != 0 || $0.recent > 0 }
      .sorted { $0.comesBefore($1, sorting) }
  }

  private init(_ frame: SourceFrame, by grouping: LiveView.Grouping) {
    switch grouping {
    case .function: (name, isPath) = (frame.function, false)
    case .file: name = frame.file
    case .line where frame.line == 0 && frame.function != SourceFrame.unknown.function:
      // Nothing but the function and its library is known.
      (name, isPath) = ("\(frame.function) (\(frame.file))", false)
    case .line: (name, function) = (frame.line == 0 ? frame.file : "\(frame.file):\(frame.line)", frame.function)
    }
  }

  private mutating func add(_ place: LivePlace) {
    live += place.live
    growth += place.growth
    recent += place.recent
    allocated += place.allocated
  }

  private func comesBefore(_ other: LiveRow, _ sorting: LiveView.Sorting) -> Bool {
    switch sorting {
    case .bytes: (live.bytes, live.blocks, other.name) > (other.live.bytes, other.live.blocks, name)
    case .growth: (growth, live.bytes, other.name) > (other.growth, other.live.bytes, name)
    case .allocations: (recent, allocated, other.name) > (other.recent, other.allocated, name)
    }
  }
}
