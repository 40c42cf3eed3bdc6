/// What a view shows in its place until a key is pressed: its keys and what they do, then what its words mean.
func keysScreen(_ keys: [(keys: String, meaning: String)], _ words: [String]) -> [StyledLine] {
  let rows = keys.map { row in
    var line = StyledLine("  " + row.keys, .strong)
    line.pad(to: 20)
    line.add(row.meaning)
    return line
  }
  return [StyledLine("Keys", .strong), StyledLine()] + rows + [StyledLine()] + words.map { StyledLine($0, .faint) }
    + [StyledLine(), StyledLine("Any key goes back.", .faint)]
}
