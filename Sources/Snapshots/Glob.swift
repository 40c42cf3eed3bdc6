/// A file name pattern with the meaning of Python's `fnmatch.fnmatchcase`: `*`, `?`, `[a-z]` and `[!a-z]` against the
/// whole name, `/` being a character like any other. Nothing escapes: `[*]` is a star.
package struct Glob {
  private enum Element {
    case anything
    case scalar(Unicode.Scalar)
    case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)

    func matches(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .anything: true
      case .scalar(let own): own == scalar
      case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
      }
    }
  }

  /// The elements between stars; one more than there are stars, some of them empty.
  private var pieces: [[Element]] = [[]]

  /// Every text is a pattern: a `[` without its `]` stands for itself.
  package init(_ pattern: String) {
    var rest = Array(pattern.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": pieces.append([])
      case "?": pieces[pieces.count - 1].append(.anything)
      case "[": pieces[pieces.count - 1].append(Glob.set(&rest) ?? .scalar(scalar))
      default: pieces[pieces.count - 1].append(.scalar(scalar))
      }
    }
  }

  /// Whether the whole name is what the pattern describes.
  package func matches(_ name: String) -> Bool {
    var rest = Array(name.unicodeScalars)[...]
    guard Glob.starts(rest, with: pieces[0]) else { return false }
    guard pieces.count > 1 else { return rest.count == pieces[0].count }
    rest = rest.dropFirst(pieces[0].count)
    // The first place where a piece fits leaves most to those after it.
    for piece in pieces[1..<(pieces.count - 1)] {
      while !Glob.starts(rest, with: piece) {
        if rest.popFirst() == nil { return false }
      }
      rest = rest.dropFirst(piece.count)
    }
    let last = pieces[pieces.count - 1]
    return Glob.starts(rest.suffix(last.count), with: last)
  }

  private static func starts(_ scalars: ArraySlice<Unicode.Scalar>, with piece: [Element]) -> Bool {
    scalars.count >= piece.count && zip(piece, scalars).allSatisfy { $0.matches($1) }
  }

  /// What follows a `[`, taken off `rest` together with its `]`; nil, and nothing taken, when there is none.
  private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Element? {
    var inside = rest
    let isNegated = inside.first == "!"
    if isNegated { inside.removeFirst() }
    // Right after the bracket a `]` is a member.
    guard let end = inside.dropFirst().firstIndex(of: "]") else { return nil }
    rest = rest[(end + 1)...]
    return .oneOf(ranges(inside[..<end]), isNegated: isNegated)
  }

  /// `a-cx` → a…c, x…x. A range that runs backwards holds nothing.
  private static func ranges(_ members: ArraySlice<Unicode.Scalar>) -> [ClosedRange<Unicode.Scalar>] {
    var (rest, ranges) = (members, [ClosedRange<Unicode.Scalar>]())
    while let low = rest.popFirst() {
      guard rest.count > 1, rest.first == "-" else {
        ranges.append(low...low)
        continue
      }
      rest.removeFirst()
      let high = rest.removeFirst()
      if low <= high { ranges.append(low...high) }
    }
    return ranges
  }
}
