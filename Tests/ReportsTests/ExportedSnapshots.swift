// Symbolized snapshots written by hand, for the tests of the export formats.

import Reports
import Snapshots

/// Where a call returns to.
func call(_ address: UInt64) -> CodeAddress { .returnAddress(ReturnAddress(address)) }

func total(_ blocks: Int, _ bytes: Int) -> BlockTotal { BlockTotal(blocks: blocks, bytes: bytes) }

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// `load(_:)` calls `read`, which is inlined; `main` calls `load(_:)`; the runtime between them has no line.
private let names: [CodeAddress: AddressFrames] = [
  call(0x1011): AddressFrames(frames: [
    SourceFrame(function: "read", file: "/app/a.swift", line: 3),
    SourceFrame(function: "load(_:)", file: "/app/a.swift", line: 12),
  ]),
  call(0x1021): AddressFrames(frames: [SourceFrame(function: "main", file: "/app/main.swift", line: 7)]),
  call(0x1031): AddressFrames(frames: [], fallback: SourceFrame(function: "swift_alloc", file: "App", line: 0)),
  .programCounter(ProgramCounter(0x1040)): AddressFrames(frames: [
    SourceFrame(function: "load(_:)", file: "/app/a.swift", line: 30)
  ]),
  call(0x8011): AddressFrames(frames: [], fallback: SourceFrame(function: "qsort", file: "libc.so.6", line: 0)),
]

let sites = [
  AllocationSite(
    traceback: Traceback(frames: [call(0x1031), call(0x1011), call(0x1021)]), live: total(2, 48), total: total(5, 120),
    peak: total(3, 72), temporaryBlocks: 1, liveByType: [TypeTotal(type: 0, total: total(1, 24))]),
  AllocationSite(
    traceback: Traceback(frames: [.programCounter(ProgramCounter(0x1040)), call(0x1021)], isTruncated: true),
    live: total(1, 10), total: total(1, 10)),
  AllocationSite(traceback: Traceback(frames: [call(0x8011)]), total: total(4, 400), temporaryBlocks: 4),
  AllocationSite(traceback: Traceback(frames: []), live: total(1, 7), total: total(1, 7)),
]

/// Every case that formats treat in a way of its own: inlined and hidden functions, a truncated traceback, one of which only
/// a function of the C library is known, and one without addresses.
let exported = Snapshot(
  sites: sites, blocks: [LiveBlock(address: 0x7f00, bytes: 24, site: 0, type: 0)], types: ["App.Item"],
  images: [
    LoadedImage(
      path: "/app/App", buildID: [0x01, 0xAB], loadBias: 0x1000, segments: [0x1000..<0x2000, 0x2000..<0x3000]),
    LoadedImage(path: "/lib/libc.so.6", loadBias: 0x8000, segments: [0x8000..<0x9000]),
  ],
  totals: ProcessTotals(
    live: total(4, 65), total: total(11, 537), peakBytes: 100, droppedBlocks: 2, droppedTracebacks: 1, ownBytes: 4096),
  maximumFrames: 2, creationTime: .seconds(1_795_224_774) + .milliseconds(25)
).symbolized(names: names)

let emptySnapshot = Snapshot(sites: [], maximumFrames: 256, creationTime: .zero).symbolized(names: [:])

/// One site for each function, with its live blocks; all of them called from nowhere.
func snapshot(ofFunctions functions: [(String, BlockTotal)]) -> SymbolizedSnapshot {
  let sites = functions.enumerated().map { number, function in
    AllocationSite(traceback: Traceback(frames: [call(UInt64(number))]), live: function.1)
  }
  return Snapshot(sites: sites, maximumFrames: 1, creationTime: .zero).symbolized { address in
    guard case .returnAddress(let address) = address else { return [] }
    return [SourceFrame(function: functions[Int(address.rawValue)].0, file: "a.swift", line: 1)]
  }
}
