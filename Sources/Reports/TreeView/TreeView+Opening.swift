/// Opening and closing rows of `TreeView`.

extension TreeView {
  /// Opens it, and what is below it as long as that is one only.
  mutating func openThrough(_ item: Int) {
    var next: Int? = item
    while let item = next {
      items.open(item, true)
      let below = children(of: item)
      next = below.count == 1 ? below[0] : nil
    }
  }

  mutating func openOrEnter() {
    guard let item = selectedItem, let first = children(of: item).first else { return }
    if items[item].isOpen { return select(item: first) }
    openThrough(item)
    rearrange()
  }

  mutating func toggle() {
    guard let item = selectedItem else { return }
    if items[item].isOpen { items.open(item, false) } else { openThrough(item) }
    rearrange()
  }

  mutating func closeOrLeave() {
    guard let item = selectedItem else { return }
    if items[item].isOpen && !children(of: item).isEmpty {
      items.open(item, false)
      rearrange()
    } else if items[item].parent != 0 {
      select(item: items[item].parent)
    }
  }

  /// Down to where more is allocated than in any one of what it calls.
  mutating func openHottest() {
    guard var item = selectedItem else { return }
    while true {
      items.open(item, true)
      let below = children(of: item)
      let own = weight(item) - below.reduce(0) { $0 + weight($1) }
      guard let hottest = below.first, weight(hottest) >= own else { break }
      item = hottest
    }
    rearrange()
    select(item: item)
  }
}
