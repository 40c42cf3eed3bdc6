import Snapshots

/// A call tree as text: amounts and shares to the left of branches, the heaviest first.
///
///     34.1 MiB  100.0%  main main.c:40
///     20.4 MiB   59.8%  ├─ load main.c:12
///     20.4 MiB   59.8%  │  parse main.c:20            the only callee of load
///     13.7 MiB   40.2%  └─ index main.c:30
package struct CallTreeText {
  private let tree: RankedCallTree
  private let leastWeight: Double
  private let depth: Int
  private let paths: PathSpelling
  private var rows: [(amount: String, share: String, text: String)] = []

  /// - Parameters:
  ///   - minimumShare: nodes with less of the whole, from 0 to 1, are left out.
  ///   - depth: how many calls deep; nil for all.
  ///   - isFiltered: whether the tree is only what filters left.
  package init(
    _ tree: RankedCallTree, minimumShare: Double = 0.01, depth: Int? = nil, isFiltered: Bool = false,
    paths: PathSpelling = PathSpelling(folder: nil)
  ) {
    self.tree = tree
    self.depth = depth ?? .max
    self.paths = paths
    leastWeight = minimumShare * Double(tree.weight(of: 0))
    addRow(tree.totals[0], "all " + tree.counted.phrase + (isFiltered ? ", as filtered" : ""))
    addCallees(of: 0, depth: 1, indentation: "")
  }

  /// Lines that end in a newline each.
  /// - Parameter width: of a terminal, in characters: longer lines are cut off.
  package func rendered(width: Int? = nil) -> String {
    let amountWidth = rows.reduce(0) { max($0, $1.amount.count) }
    let shareWidth = rows.reduce(0) { max($0, $1.share.count) }
    return rows.map { row in
      let line = row.amount.alignedRight(amountWidth) + "  " + row.share.alignedRight(shareWidth) + "  " + row.text
      return line.printable.cut(to: width) + "\n"
    }.joined()
  }

  /// What stands below a node.
  private enum Branch {
    case callee(Int)
    /// The node's own blocks, where it also has callees.
    case own(BlockTotal)
    /// Callees that are each too small.
    case rest(count: Int, BlockTotal)
  }

  private mutating func addRow(_ total: BlockTotal, _ text: String) {
    let share = shareText(tree.counted.weight(of: total), of: tree.weight(of: 0))
    rows.append((tree.counted.amount(total), share, text))
  }

  /// A node's only branch stays in its column, so that long chains of calls do not run to the right.
  private mutating func addCallees(of node: Int, depth: Int, indentation: String) {
    let branches = branches(of: node, depth: depth)
    for (index, branch) in branches.enumerated() {
      let isLast = index == branches.count - 1
      let isOnly = branches.count == 1
      let mark = isOnly ? "" : isLast ? "└─ " : "├─ "
      let below = indentation + (isOnly ? "" : isLast ? "   " : "│  ")
      add(branch, indentation + mark, depth: depth, below: below)
    }
  }

  private mutating func add(_ branch: Branch, _ start: String, depth: Int, below: String) {
    switch branch {
    case .callee(let node):
      let repetition = repetition(from: node, depth: depth)
      let next = depth + repetition.count
      let isCut = next > self.depth && !tree.callees(of: repetition.last).isEmpty
      let notes = (repetition.count > 1 ? " (×\(repetition.count))" : "") + (isCut ? " …" : "")
      addRow(tree.totals[node], start + text(of: node) + notes)
      addCallees(of: repetition.last, depth: next, indentation: below)
    case .own(let total): addRow(total, start + "(itself)")
    case .rest(let count, let total): addRow(total, start + "(\(count) smaller)")
    }
  }

  private func branches(of node: Int, depth: Int) -> [Branch] {
    let callees = tree.callees(of: node)
    guard !callees.isEmpty, depth <= self.depth else { return [] }
    let large = callees.prefix { isLarge(tree.totals[$0]) }
    let small = callees.dropFirst(large.count).reduce(BlockTotal.zero) { $0 + tree.totals[$1] }
    let rest =
      isLarge(small) && large.count < callees.count ? [Branch.rest(count: callees.count - large.count, small)] : []
    let own = tree.own(node)
    return large.map { .callee($0) } + (own.blocks != 0 && isLarge(own) ? [.own(own)] : []) + rest
  }

  private func isLarge(_ total: BlockTotal) -> Bool { Double(tree.counted.weight(of: total)) >= leastWeight }

  /// A function that does nothing but call itself, from the same line, is one row.
  private func repetition(from node: Int, depth: Int) -> (last: Int, count: Int) {
    var (last, count) = (node, 1)
    while depth + count <= self.depth, case .callee(let next)? = branches(of: last, depth: depth + count).only,
      tree.tree.nodes[next].frame == tree.tree.nodes[last].frame
    {
      (last, count) = (next, count + 1)
    }
    return (last, count)
  }

  private func text(of node: Int) -> String {
    guard let frame = tree.frame(of: node) else { return "all" }
    let place = frame.line > 0 ? "\(paths.short(frame.file)):\(frame.line)" : frame.module
    return place.isEmpty ? frame.function : "\(frame.function)  \(place)"
  }
}

extension Array {
  fileprivate var only: Element? { count == 1 ? first : nil }
}
