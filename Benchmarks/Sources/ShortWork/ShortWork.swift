/// A moment's work, so that what a short program pays is its start and its report: words by their length.
public func shortWork() -> String {
  var byLength: [Int: [String]] = [:]
  for number in 0..<20_000 {
    let word = String(number &* 7919 % 1_000_003)
    byLength[word.utf8.count, default: []].append(word)
  }
  let longest = byLength.values.flatMap { $0 }.sorted().last ?? ""
  return "\(byLength.count) lengths, last \(longest)"
}
