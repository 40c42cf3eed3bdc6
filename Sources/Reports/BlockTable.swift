// The table of a profiled block from costs that have lines: the block's source is printed whole, lines that cost
// nothing included.

/// A cost and the line it was found at.
public struct LocatedCost: Hashable, Sendable {
  /// As debug information names it.
  public var file: String
  /// From 1; 0 where no line could be found.
  public var line: Int
  /// Printed when there is no source line.
  public var label: String?
  /// nil for a line that never ran.
  public var cost: LineCost?

  /// A cost at a place.
  public init(file: String, line: Int, label: String? = nil, cost: LineCost?) {
    self.file = file
    self.line = line
    self.label = label
    self.cost = cost
  }
}

extension LineTable {
  /// - Parameters:
  ///   - call: The line on which the block begins.
  ///   - costs: Of the lines in the block; several at one line are added up.
  ///   - source: The lines of the call's file, or in parentheses why there are none.
  ///   - displayedFile: How to name a file.
  public init(
    name: String?, call: LocatedCost, costs: [LocatedCost], source: Result<[String], MissingText>,
    total: LineCost? = nil, displayedFile: (String) -> String = { $0 }, notes: [String] = []
  ) {
    let inside = costs.filter { $0.file == call.file && $0.line >= call.line }
    let outside = costs.filter { !($0.file == call.file && $0.line >= call.line) }
    let text = BlockText(source: source, first: call.line, last: inside.map(\.line).max() ?? call.line)
    let byLine = Dictionary(grouping: [call] + inside, by: \.line)
    var rows = text.lines(with: byLine.keys.sorted()).map { line in
      Row(line: line, text: text.line(line, label: byLine[line]?.first?.label), cost: byLine[line]?.summedCost)
    }
    rows += Dictionary(grouping: outside) { "\($0.file):\($0.line)" }.sorted { $0.key < $1.key }.map { _, same in
      Row(line: nil, text: "(\(displayedFile(same[0].file)):\(same[0].line))", cost: same.summedCost)
    }
    self.init(file: displayedFile(call.file), name: name, kind: .block, rows: rows, total: total, notes: notes)
  }
}

/// Why a source line cannot be printed.
public struct MissingText: Error, Hashable, Sendable {
  /// One clause without a full stop.
  public var reason: String
  /// `reason` becomes part of a table's cell.
  public init(_ reason: String) { self.reason = reason }
}

extension [LocatedCost] {
  /// nil when none of them has a cost. The later ones' RSS stands.
  fileprivate var summedCost: LineCost? {
    var sum: LineCost?
    for case let cost? in map(\.cost) { sum = sum.map { $0.adding(cost) } ?? cost }
    return sum
  }
}

extension LineCost {
  /// The costs of two addresses of one line; the later one is `other`.
  public func adding(_ other: LineCost) -> LineCost {
    func sum(_ a: Int?, _ b: Int?) -> Int? { a == nil && b == nil ? nil : (a ?? 0) + (b ?? 0) }
    return LineCost(
      occurrences: sum(occurrences, other.occurrences), residentAfter: other.residentAfter ?? residentAfter,
      residentIncrement: sum(residentIncrement, other.residentIncrement), traced: traced + other.traced,
      peak: Swift.max(peak, other.peak), allocations: allocations + other.allocations,
      nanoseconds: nanoseconds + other.nanoseconds)
  }
}

/// The source lines of a block: from its call to the brace that closes it.
struct BlockText {
  private let source: Result<[String], MissingText>
  private let first: Int
  private let last: Int

  /// `last` is the last line with a cost; the block is printed at least up to it.
  init(source: Result<[String], MissingText>, first: Int, last: Int) {
    self.source = source
    self.first = first
    let end = (try? source.get()).flatMap { closingLine(of: $0, from: first) } ?? last
    self.last = Swift.max(last, end)
  }

  /// All lines of the block and those that have a cost, which a file changed since may not hold.
  func lines(with costs: [Int]) -> [Int] {
    guard case .success(let text) = source, first > 0 else { return costs }
    return Set(first...Swift.max(first, Swift.min(last, text.count))).union(costs).sorted()
  }

  func line(_ line: Int, label: String?) -> String {
    switch source {
    case .success(let text) where line > 0 && line <= text.count: return text[line - 1]
    case .success: return label.map { "step(\"\($0)\")" } ?? ""
    case .failure(let missing): return (label.map { "step(\"\($0)\") " } ?? "") + "(\(missing.reason))"
    }
  }
}

/// Where the first brace that opens on or after `first` is closed. Braces in string literals and comments do not
/// count; nil where they do not match within the file.
private func closingLine(of lines: [String], from first: Int) -> Int? {
  guard first > 0, first <= lines.count else { return nil }
  var depth = 0
  for number in first...lines.count {
    var inString = false
    var previous: Character = " "
    for character in lines[number - 1] {
      if character == "\"" && previous != "\\" { inString.toggle() }
      if character == "/" && previous == "/" && !inString { break }
      if character == "{" && !inString { depth += 1 }
      if character == "}" && !inString {
        depth -= 1
        if depth == 0 { return number }
      }
      previous = character
    }
  }
  return nil
}
