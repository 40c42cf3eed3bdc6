/// Searching in `TreeView`: by function or file, in the order of the rows if all were open.

extension TreeView {
  /// A key while the search is typed.
  mutating func type(_ key: Key) {
    switch key {
    case .character(let character): prompt?.append(character)
    case .backspace where prompt?.isEmpty == false: prompt?.removeLast()
    case .enter:
      search = prompt?.isEmpty == false ? prompt! : search
      prompt = nil
      find(isForward: true)
    case .escape, .backspace: prompt = nil
    default: break
    }
  }

  /// Selects the next row that the search is about, and opens what holds it; after the last the first.
  mutating func find(isForward: Bool) {
    guard !search.isEmpty else {
      notice = "Nothing was searched for: press /"
      return
    }
    let frames = matchingFrames
    let searching = Searching(frames: frames, nodes: items.nodesLeading(to: frames))
    let start = selectedItem ?? 0
    let found =
      isForward
      ? next(after: start, searching) ?? first(in: 0, searching)
      : previous(before: start, searching) ?? last(in: 0, searching)
    guard let found else {
      notice = "\(search) is not in what this tree shows"
      return
    }
    var holder = items[found].parent
    while holder != 0 {
      items.open(holder, true)
      holder = items[holder].parent
    }
    rearrange()
    select(item: found)
  }

  /// What is looked for, and which nodes of the tree lead there.
  struct Searching {
    let frames: Set<Int>
    let nodes: [Bool]
  }

  private var matchingFrames: Set<Int> {
    let text = search.lowercased()
    return Set(
      items.tree.frames.indices.filter {
        let frame = items.tree.frames[$0]
        return frame.function.lowercased().contains(text) || frame.file.lowercased().contains(text)
      })
  }

  func isMatch(_ item: Int, _ searching: Searching) -> Bool { searching.frames.contains(items[item].frame) }

  private mutating func children(of item: Int, leading searching: Searching) -> [Int] {
    children(of: item).filter { items.leads($0, searching.nodes) }
  }

  private mutating func first(in item: Int, _ searching: Searching) -> Int? {
    if isMatch(item, searching) { return item }
    return firstBelow(item, searching)
  }

  private mutating func firstBelow(_ item: Int, _ searching: Searching) -> Int? {
    for child in children(of: item, leading: searching) {
      if let found = first(in: child, searching) { return found }
    }
    return nil
  }

  private mutating func last(in item: Int, _ searching: Searching) -> Int? {
    for child in children(of: item, leading: searching).reversed() {
      if let found = last(in: child, searching) { return found }
    }
    return isMatch(item, searching) ? item : nil
  }

  private mutating func next(after item: Int, _ searching: Searching) -> Int? {
    if let found = firstBelow(item, searching) { return found }
    var item = item
    while item != 0 {
      let siblings = children(of: items[item].parent)
      for sibling in siblings.drop(while: { $0 != item }).dropFirst() where items.leads(sibling, searching.nodes) {
        if let found = first(in: sibling, searching) { return found }
      }
      item = items[item].parent
    }
    return nil
  }

  private mutating func previous(before item: Int, _ searching: Searching) -> Int? {
    var item = item
    while item != 0 {
      let parent = items[item].parent
      for sibling in children(of: parent).prefix(while: { $0 != item }).reversed()
      where items.leads(sibling, searching.nodes) {
        if let found = last(in: sibling, searching) { return found }
      }
      if parent != 0, isMatch(parent, searching) { return parent }
      item = parent
    }
    return nil
  }
}
