// A thousand captures (a tenth of them where nothing is optimized) while eight threads work: none finds a leak, and what the threads compute stays right.
import Foundation
import MemoryProfiler
import Synchronization

private final class Cell: Codable, @unchecked Sendable {
  var next: Cell?
  var values: [Int]
  var name: String
  init(_ number: Int, next: Cell? = nil) {
    self.next = next
    values = Array(0..<number % 20)
    name = "the cell of number \(number)"
  }
}

private struct Work: Sendable {
  /// One round of work, and what it must come to.
  let body: @Sendable (_ round: Int) -> Int
  let result: @Sendable (_ round: Int) -> Int
}

private let exchange = Mutex<[Cell?]>(Array(repeating: nil, count: 64))

private let works: [Work] = [
  // Objects in a list, and freed.
  Work(body: { round in (0..<200).reduce(nil as Cell?) { Cell($1, next: $0) }!.count + round }, result: { 200 + $0 }),
  // Arrays that grow, and blocks that move.
  Work(
    body: { round in
      var numbers: [Int] = []
      for number in 0..<5000 { numbers.append(number) }
      var block = malloc(16)
      for size in 1..<200 { block = realloc(block, size * 37) }
      free(block)
      return numbers.reduce(round, +)
    }, result: { 5000 * 4999 / 2 + $0 }),
  // References that threads swap.
  Work(
    body: { round in
      for index in 0..<64 {
        let cell = Cell(round &+ index)
        let old = exchange.withLock { cells -> Cell? in
          defer { cells[index] = cell }
          return cells[(index + round) % 64]
        }
        if let old, old.values.count >= 20 { return -1 }
      }
      return round
    }, result: { $0 }),
  // Tasks.
  Work(
    body: { round in
      let sum = Mutex(round)
      runBlocking {
        let found = await withTaskGroup(of: Int.self) { group in
          for number in 0..<20 {
            group.addTask {
              let cell = Cell(number)
              await Task.yield()
              return cell.values.count
            }
          }
          return await group.reduce(0, +)
        }
        sum.withLock { $0 += found }
      }
      return sum.withLock { $0 }
    }, result: { 190 + $0 }),
  // Dispatch.
  Work(
    body: { round in
      let group = DispatchGroup()
      let sum = Mutex(round)
      for number in 0..<20 {
        let cell = Cell(number)
        DispatchQueue.global().async(group: group) { sum.withLock { $0 += cell.values.count } }
      }
      group.wait()
      return sum.withLock { $0 }
    }, result: { 190 + $0 }),
  // JSON.
  Work(
    body: { round in
      let cells = (0..<20).map { Cell($0, next: Cell($0 + 1)) }
      guard let data = try? JSONEncoder().encode(cells), let copy = try? JSONDecoder().decode([Cell].self, from: data)
      else { return -1 }
      return copy.reduce(round) { $0 + $1.count }
    }, result: { 40 + $0 }),
  // Strings and dictionaries.
  Work(
    body: { round in
      var counts: [String: [Cell]] = [:]
      for number in 0..<300 {
        counts["a key of more than fifteen bytes \(number % 30)", default: []].append(Cell(number))
      }
      for number in 0..<15 { counts["a key of more than fifteen bytes \(number)"] = nil }
      return counts.values.reduce(round) { $0 + $1.count }
    }, result: { 150 + $0 }),
  // Calls that block.
  Work(
    body: { round in
      var ends: [CInt] = [0, 0]
      pipe(&ends)
      let text = strdup("text for a pipe")!
      write(ends[1], text, 10)
      usleep(200)
      let count = read(ends[0], text, 10)
      free(text)
      close(ends[0])
      close(ends[1])
      return round + count
    }, result: { 10 + $0 }),
]

extension Cell {
  fileprivate var count: Int { sequence(first: self, next: \.next).reduce(0) { count, _ in count + 1 } }
}

private final class Workers: Sendable {
  let mayEnd = Atomic(false)
  let faults = Atomic(0)
  let rounds = Atomic(0)

  func run(_ work: Work) {
    var round = 0
    while !mayEnd.load(ordering: .acquiring) {
      if work.body(round) != work.result(round) { faults.add(1, ordering: .relaxed) }
      round += 1
      // Who captures has to run, too.
      usleep(1000)
    }
    rounds.add(round, ordering: .relaxed)
  }
}

//! load: results right
//! load: no leak in any capture
//! load: afterwards: no leaks
func load() throws {
  let workers = Workers()
  let threads = works.map { work in startThread { workers.run(work) } }
  let withLeaks = try capture(captures)
  workers.mayEnd.store(true, ordering: .releasing)
  for thread in threads { pthread_join(thread, nil) }
  let faults = workers.faults.load(ordering: .relaxed)
  let isRight = faults == 0 && workers.rounds.load(ordering: .relaxed) > works.count
  print(isRight ? "results right" : "\(faults) wrong results")
  print(withLeaks == 0 ? "no leak in any capture" : "\(withLeaks) captures with leaks")
  exchange.withLock { $0 = [] }
  try check("afterwards")
}

#if DEBUG
private let captures = 100
#else
private let captures = 1000
#endif

private func capture(_ count: Int) throws -> Int {
  var withLeaks = 0
  for number in 0..<count {
    let report = try HeapGraph.capture().leaks()
    if report.isEmpty { continue }
    withLeaks += 1
    print("capture \(number): \(report)")
  }
  return withLeaks
}
