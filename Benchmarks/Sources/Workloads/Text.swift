import Foundation

/// Dictionaries, arrays and strings over a text: its words counted and sorted, those of each length put together, and its lines by their
/// first word. Returns how much there was of each.
func describeText(_ path: String) throws -> String {
  let text = try String(contentsOfFile: path, encoding: .utf8)
  var counts: [String: Int] = [:]
  var linesByFirstWord: [String: [Int]] = [:]
  for (number, line) in text.split(separator: "\n").enumerated() {
    let words = line.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    for word in words { counts[word, default: 0] += 1 }
    if let first = words.first { linesByFirstWord[first, default: []].append(number) }
  }
  let ranked = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
  let byLength = Dictionary(grouping: counts.keys, by: \.count).mapValues { $0.sorted().joined(separator: " ") }
  let capitals = Set(counts.keys.map { $0.uppercased() })
  let most = ranked.prefix(3).map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  return "\(counts.count) words (\(most)), \(byLength.count) lengths, \(linesByFirstWord.count) first words, "
    + "\(capitals.count) without case, \(byLength.values.reduce(0) { $0 + $1.utf8.count }) bytes"
}
