// A run written by hand: what the reading commands show of it.

import Reports
import Snapshots

/// `main` (main.c:40) calls `load` (30), which calls `parse`, at two lines; `qsort`, without a line, is in libc.
enum Code: UInt64 {
  case main = 1
  case load, parse, parseElse, qsort, nothing

  var address: CodeAddress { .programCounter(ProgramCounter(rawValue)) }

  var frames: AddressFrames {
    switch self {
    case .main: AddressFrames(frames: [SourceFrame(function: "main", file: "/app/main.c", line: 40)])
    case .load: AddressFrames(frames: [SourceFrame(function: "load", file: "/app/main.c", line: 30)])
    case .parse: AddressFrames(frames: [SourceFrame(function: "parse", file: "/app/parse.c", line: 7)])
    case .parseElse: AddressFrames(frames: [SourceFrame(function: "parse", file: "/app/parse.c", line: 9)])
    case .qsort: AddressFrames(frames: [], fallback: SourceFrame(function: "qsort", file: "libc.so.6", line: 0))
    case .nothing: AddressFrames(frames: [])
    }
  }
}

func site(
  _ frames: Code..., live: BlockTotal = .zero, peak: BlockTotal = .zero, total: BlockTotal, temporary: Int = 0,
  truncated: Bool = false
) -> AllocationSite {
  AllocationSite(
    traceback: Traceback(frames: frames.map(\.address), isTruncated: truncated), live: live, total: total, peak: peak,
    temporaryBlocks: temporary)
}

func symbolized(_ sites: [AllocationSite]) -> SymbolizedSnapshot {
  let snapshot = Snapshot(sites: sites, maximumFrames: 256, creationTime: .zero)
  return snapshot.symbolized(
    names: Dictionary(
      uniqueKeysWithValues: [Code.main, .load, .parse, .parseElse, .qsort, .nothing].map { ($0.address, $0.frames) }))
}

/// At the peak 20000 bytes: 16384 at parse.c:7, 3000 at parse.c:9, 616 at main.c:40.
let run = symbolized([
  site(
    .parse, .load, .main, live: total(1, 100), peak: total(4, 16_384), total: total(1000, 100_000), temporary: 900),
  site(.qsort, .parseElse, .load, .main, peak: total(2, 3000), total: total(2, 3000)),
  site(.main, live: total(1, 616), peak: total(1, 616), total: total(3, 2000)),
])

func lines(_ text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
