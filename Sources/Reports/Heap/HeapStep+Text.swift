/// Steps as text. In paths the prefix of the standard library's module is dropped: `_DictionaryStorage<String, App.Entry>`.

extension HeapStep {
  /// `.parent (weak) →`: the reference that leads on.
  fileprivate var departure: String {
    let mark = ownership == .strong ? nil : "(\(ownership.rawValue))"
    return [property, mark, "→"].compactMap { $0 }.joined(separator: " ")
  }
}

extension [HeapStep] {
  /// `Catalog.Child .parent → Catalog.Parent`
  /// - Parameter isCycle: whether the last step leads back to the first.
  func inlined(isCycle: Bool) -> String {
    let types = map { shortTypeName($0.type) }
    let sources = isCycle ? self[...] : dropLast()
    let departures = zip(types, sources).map { "\($0) \($1.departure)" }
    return (departures + [(isCycle ? types.first : types.last) ?? ""]).joined(separator: " ")
  }

  /// For each step but the first how it is reached: `.parent → Catalog.Parent`.
  var arrivals: [String] { zip(self, dropFirst()).map { "\($0.departure) \(shortTypeName($1.type))" } }

  /// How the first is reached from the last.
  var closing: String? {
    guard let first, let last else { return nil }
    return "\(last.departure) \(shortTypeName(first.type)) (the first again)"
  }
}

/// Without `Swift.` before names of the standard library, wherever they stand in a generic type.
func shortTypeName(_ name: String) -> String {
  let prefix = "Swift."
  var (result, rest) = ("", name[...])
  while !rest.isEmpty {
    if rest.hasPrefix(prefix), result.last?.continuesName != true { rest = rest.dropFirst(prefix.count) }
    if let character = rest.popFirst() { result.append(character) }
  }
  return result
}

extension Character {
  /// Whether a name goes on behind it: `App.Swift.Parser` is no type of the standard library.
  fileprivate var continuesName: Bool { isLetter || isNumber || self == "_" || self == "." }
}

/// Lines with repetitions of up to four lines told once. A list of 10,000 nodes is one line.
func folded(_ lines: [String]) -> [String] {
  var (result, start) = ([String](), 0)
  while start < lines.count {
    let (period, times) = repetition(in: lines[start...])
    result += lines[start..<start + period]
    if times > 1 {
      result[result.count - 1] += period == 1 ? "  (×\(times.grouped))" : "  (these \(period) steps ×\(times.grouped))"
    }
    start += period * times
  }
  return result
}

/// How many lines at the beginning are repeated, and how often they stand there; once where that is less than three times.
private func repetition(in lines: ArraySlice<String>) -> (period: Int, times: Int) {
  for period in 1...4 where lines.count >= 3 * period {
    // A line equals the one a period before it as far as the repetition goes.
    let more = zip(lines, lines.dropFirst(period)).prefix { $0 == $1 }.count
    if more >= 2 * period { return (period, 1 + more / period) }
  }
  return (1, 1)
}

/// The beginning and the last of the lines, with the number of those between them.
func shortened(_ lines: [String], to limit: Int?) -> [String] {
  guard let limit, lines.count > limit, let last = lines.last else { return lines }
  let left = lines.count - max(1, limit)
  guard left > 0 else { return lines }
  return lines.prefix(max(0, limit - 1)) + ["… \(left.grouped) more \(left == 1 ? "line" : "lines")", last]
}

extension [String] {
  /// Lines that move no cursor, without a newline at the end.
  var text: String { map(\.printable).joined(separator: "\n") }
}
