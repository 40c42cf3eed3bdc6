/// Names for where there is little room.

/// Of each name the last part, or as many of the last parts as tell it from the other names; the names differ.
/// `App.Catalog.load(_:)` and `App.Store.load(_:)` are `Catalog.load(_:)` and `Store.load(_:)`.
func shortNames(of names: [String]) -> [String] {
  let parts = names.map { nameParts(of: $0) }
  var lengths = Array(repeating: 1, count: names.count)
  while true {
    let short = zip(parts, lengths).map { $0.suffix($1).joined(separator: ".") }
    let indices = Dictionary(grouping: names.indices) { short[$0] }.values.filter { $0.count > 1 }.joined()
    // Of equal names nothing could be added.
    let extensible = indices.filter { lengths[$0] < parts[$0].count }
    if extensible.isEmpty { return short }
    for index in extensible { lengths[index] += 1 }
  }
}

/// Between the points that are in no parentheses or brackets and before any blank: `f(Swift.Int) -> Swift.Int` is one part.
private func nameParts(of name: String) -> [String] {
  var (parts, depth, hasBlank, last) = ([""], 0, false, Character("."))
  for character in name {
    if "(<[".contains(character) { depth += 1 }
    // The arrow's head closes nothing.
    if ")]".contains(character) || (character == ">" && last != "-") { depth -= 1 }
    if character == " " && depth == 0 { hasBlank = true }
    if character == "." && depth == 0 && !hasBlank {
      parts.append("")
    } else {
      parts[parts.count - 1].append(character)
    }
    last = character
  }
  return parts
}
