// Tasks that allocate at all depths of async and other calls, on as many threads as there are. Prints what does not depend on them.

actor Shelf {
  private var rows: [[Int]] = []

  func add(_ row: [Int]) { rows.append(row) }
  var sum: Int { rows.reduce(0) { $0 + $1.reduce(0, +) } }
}

func row(_ depth: Int) -> [Int] { depth == 0 ? [1] : row(depth - 1) + [depth] }

func descend(_ depth: Int, _ shelf: Shelf) async {
  if depth % 3 == 0 { await shelf.add(row(depth)) }
  guard depth > 0 else { return }
  if depth % 4 == 0 { await Task.yield() }
  await descend(depth - 1, shelf)
  await shelf.add(["\(depth)".count])
}

let shelf = Shelf()
await withTaskGroup(of: Void.self) { group in
  for task in 0..<1500 { group.addTask { await descend(task % 40, shelf) } }
}
print(await shelf.sum)
