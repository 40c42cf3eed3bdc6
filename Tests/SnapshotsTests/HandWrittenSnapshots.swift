// Snapshots written by hand, the first two as in CPython's test_tracemalloc.py.

import Snapshots

/// A source line, written `"a.py:2"`.
struct Place: Hashable, ExpressibleByStringLiteral {
  let file: String
  let line: Int

  init(stringLiteral text: String) {
    let parts = text.split(separator: ":")
    (file, line) = (String(parts[0]), Int(parts[1])!)
  }

  var frame: SourceFrame { SourceFrame(function: "in \(file)", file: file, line: line) }
}

/// A block with the places of its traceback, innermost first, all in the image `/lib/module<module>.so`.
struct Block {
  let module: UInt64
  let bytes: Int
  let places: [Place]

  init(_ bytes: Int, _ places: Place..., module: UInt64 = 0) {
    (self.module, self.bytes, self.places) = (module, bytes, places)
  }
}

/// Each module has its addresses, each place in it one of them.
private let moduleLength: UInt64 = 0x1000

/// One site for each distinct traceback, in order of appearance.
func symbolized(_ blocks: [Block]) -> SymbolizedSnapshot {
  var places: [Place] = []
  var sites: [AllocationSite] = []
  for block in blocks {
    let addresses = block.places.map { place in
      let number = places.firstIndex(of: place) ?? places.count
      if number == places.count { places.append(place) }
      return CodeAddress.returnAddress(ReturnAddress(moduleLength * (block.module + 1) + UInt64(number) + 1))
    }
    add(block.bytes, at: Traceback(frames: addresses), to: &sites)
  }
  let images = (0..<UInt64(8)).map { module in
    LoadedImage(
      path: "/lib/module\(module).so", loadBias: 0,
      segments: [moduleLength * (module + 1)..<moduleLength * (module + 2)])
  }
  return Snapshot(sites: sites, images: images, maximumFrames: 2, creationTime: .seconds(1_795_224_774))
    .symbolized { [places[Int($0.programCounter.rawValue % moduleLength)].frame] }
}

private func add(_ bytes: Int, at traceback: Traceback, to sites: inout [AllocationSite]) {
  let index = sites.firstIndex { $0.traceback == traceback } ?? sites.count
  if index == sites.count { sites.append(AllocationSite(traceback: traceback)) }
  sites[index].live += BlockTotal(blocks: 1, bytes: bytes)
}

let earlier = symbolized([
  Block(10, "a.py:2", "b.py:4"), Block(10, "a.py:2", "b.py:4"), Block(10, "a.py:2", "b.py:4"),
  Block(2, "a.py:5", "b.py:4", module: 1), Block(66, "b.py:1", module: 2), Block(7, "<unknown>:0", module: 3),
])

let later = symbolized([
  Block(10, "a.py:2", "b.py:4"), Block(10, "a.py:2", "b.py:4"), Block(10, "a.py:2", "b.py:4"),
  Block(2, "a.py:5", "b.py:4", module: 2), Block(5000, "a.py:5", "b.py:4", module: 2),
  Block(400, "c.py:578", module: 4),
])

func traceback(_ places: Place...) -> SourceTraceback { SourceTraceback(frames: places.map(\.frame)) }

/// `66 in 1 of b.py:1`
func lines(_ statistics: [Statistic]) -> [String] { statistics.map { "\($0.bytes) in \($0.blocks) of \($0.group)" } }

/// `5002 (5000) in 2 (1) of a.py:5`
func lines(_ differences: [StatisticDifference]) -> [String] {
  differences.map { "\($0.bytes) (\($0.bytesDifference)) in \($0.blocks) (\($0.blocksDifference)) of \($0.group)" }
}

/// The sites that are left, `30 in 3 of a.py:2 b.py:4`, innermost first.
func sites(_ snapshot: SymbolizedSnapshot) -> [String] {
  snapshot.snapshot.sites.map { site in
    let places = snapshot.traceback(of: site).frames.map(\.description).joined(separator: " ")
    return "\(site.live.bytes) in \(site.live.blocks) of \(places)"
  }
}
