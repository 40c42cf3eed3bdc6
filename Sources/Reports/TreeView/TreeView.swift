import Snapshots

/// `mprof tree` on a terminal as a model: which rows are open, which one is selected, and what a key does. `lines` draws it.
public struct TreeView: Sendable {
  /// What is measured.
  public enum Measure: String, Hashable, Sendable, CaseIterable {
    case live, peak, total, temporary

    func blocks(of counts: CallTree.Counts) -> BlockTotal {
      switch self {
      case .live: counts.live
      case .peak: counts.peak
      case .total: counts.total
      case .temporary: BlockTotal(blocks: counts.temporaryBlocks, bytes: 0)
      }
    }

    /// What ranks: bytes, of temporary blocks their number.
    func weight(of counts: CallTree.Counts) -> Int {
      self == .temporary ? counts.temporaryBlocks : blocks(of: counts).bytes
    }
  }

  /// A row of the opened tree.
  struct Row: Hashable, Sendable {
    var item: Int
    /// How far it stands to the right. An only child stands below its parent, or deep stacks would leave the screen.
    var indentation: Int
    var isOnly: Bool
  }

  public private(set) var measure: Measure
  public private(set) var isInverted: Bool
  let title: String
  let glyphs: Glyphs
  var isHelpShown = false
  /// What is being typed; nil when nothing is.
  var prompt: String?
  var search = ""
  /// What the last key could not do.
  var notice: String?
  var items: TreeItems
  /// Item → its children as they are shown by the present measure.
  private var ordered: [Int: [Int]] = [:]
  private(set) var rows: [Row] = []
  /// Index into `rows`.
  private(set) var selection = 0
  private(set) var firstRow = 0
  private(set) var (width, height) = (80, 24)

  /// Opened as far as there is nothing to choose.
  public init(
    _ tree: CallTree, title: String, measure: Measure = .live, isInverted: Bool = false, glyphs: Glyphs = .unicode
  ) {
    (self.title, self.measure, self.isInverted, self.glyphs) = (title, measure, isInverted, glyphs)
    items = TreeItems(tree, isInverted: isInverted)
    begin()
  }

  /// The terminal's size in cells.
  public mutating func resize(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    select(selection)
  }

  /// False for the key that ends it.
  public mutating func press(_ key: Key) -> Bool {
    notice = nil
    if isHelpShown {
      isHelpShown = false
      return key != .character("q")
    }
    if prompt != nil {
      type(key)
      return true
    }
    if key == .character("q") { return false }
    if !move(key) { change(key) }
    return true
  }

  private mutating func move(_ key: Key) -> Bool {
    switch key {
    case .down, .character("j"): select(selection + 1)
    case .up, .character("k"): select(selection - 1)
    case .pageDown, .character(" "): select(selection + pageHeight)
    case .pageUp: select(selection - pageHeight)
    case .home, .character("g"): select(0)
    case .end, .character("G"): select(rows.count - 1)
    default: return false
    }
    return true
  }

  private mutating func change(_ key: Key) {
    switch key {
    case .right, .character("l"): openOrEnter()
    case .enter: toggle()
    case .left, .character("h"): closeOrLeave()
    case .character("e"): openHottest()
    case .character("t"): measureNext()
    case .character("i"): invert()
    case .character("/"): prompt = ""
    case .character("n"): find(isForward: true)
    case .character("N"): find(isForward: false)
    case .character("?"): isHelpShown = true
    default: break
    }
  }

  private mutating func measureNext() {
    measure =
      switch measure {
      case .live: .peak
      case .peak: .total
      case .total: .temporary
      case .temporary: .live
      }
    ordered = [:]
    rearrange()
  }

  private mutating func invert() {
    isInverted.toggle()
    items = TreeItems(items.tree, isInverted: isInverted)
    begin()
  }

  /// Those that count something, the heaviest first.
  mutating func children(of item: Int) -> [Int] {
    if let known = ordered[item] { return known }
    let children = items.children(of: item).filter { weight($0) > 0 }.sorted { left, right in
      weight(left) == weight(right) ? name(left) < name(right) : weight(left) > weight(right)
    }
    ordered[item] = children
    return children
  }

  func weight(_ item: Int) -> Int { measure.weight(of: items[item].counts) }

  private func name(_ item: Int) -> (String, String, Int) {
    let frame = items.tree.frames[items[item].frame]
    return (frame.function, frame.file, frame.line)
  }

  private mutating func begin() {
    (ordered, rows, selection, firstRow) = ([:], [], 0, 0)
    let top = children(of: 0)
    if top.count == 1 { openThrough(top[0]) }
    rearrange()
  }

  // MARK: Rows

  var selectedItem: Int? { rows.indices.contains(selection) ? rows[selection].item : nil }

  /// Selects a row that is open.
  mutating func select(item: Int) {
    if let row = rows.firstIndex(where: { $0.item == item }) { select(row) }
  }

  private mutating func select(_ row: Int) {
    selection = max(0, min(row, rows.count - 1))
    firstRow = max(selection - pageHeight + 1, min(firstRow, selection, max(0, rows.count - pageHeight)))
  }

  /// The rows anew, with the same item selected, or what holds it.
  mutating func rearrange() {
    var item = selectedItem
    rows = []
    addRows()
    while let hidden = item, hidden != 0, !rows.contains(where: { $0.item == hidden }) { item = items[hidden].parent }
    select(selection)
    if let item { select(item: item) }
  }

  private mutating func addRows() {
    var stack = Array(rows(below: 0, indentation: -1).reversed())
    while let row = stack.popLast() {
      rows.append(row)
      if items[row.item].isOpen { stack += rows(below: row.item, indentation: row.indentation).reversed() }
    }
  }

  private mutating func rows(below item: Int, indentation: Int) -> [Row] {
    let below = children(of: item)
    let isOnly = below.count == 1 && item != 0
    return below.map { Row(item: $0, indentation: indentation + (isOnly ? 0 : 1), isOnly: isOnly) }
  }
}
