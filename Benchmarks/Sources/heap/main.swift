// The cost of a heap graph over many live blocks. Usage: MPROF_FRAMES=0 heap COUNT [BYTES]
//
// Prints a figure a line, its name and its value: seconds of the pause, of the longest turn that another thread noticed and of one
// without a capture, of the capture and its stages ("stage references"), of questions; blocks and requested bytes; bytes of RSS that the graph keeps
// and that it took at most. With BYTES there are blocks of a page each besides, of so many bytes in all.
import Glibc
import Living
import MemoryProfiler

private func seconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

private func figure(_ name: String, _ value: some Any) { print(name, value, separator: "\t") }

private func measure(_ name: String, _ body: () throws -> Void) rethrows {
  figure(name, seconds(try ContinuousClock().measure(body)))
}

guard CommandLine.arguments.count >= 2, let count = Int(CommandLine.arguments[1]), count > 0 else {
  fatalError("usage: heap COUNT [BYTES]")
}
private let blocks = LiveBlocks(count: count)
private let pages = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) }.map { bytes in
  (0..<bytes / 4096).map { _ in UnsafeMutableRawPointer.allocate(byteCount: 4080, alignment: 16) }
}
for page in pages ?? [] { memset(page, 1, 4080) }
private let other = AllocatingThread()
other.start()
// The first capture opens files and makes what later ones use again.
_ = try HeapGraph.capture().leaks()

let residentBefore = ResidentMemory.now
ResidentMemory.resetPeak()
private var graph: HeapGraph?
private var taken = Duration.zero
let noticed = try other.longestPause { taken = try ContinuousClock().measure { graph = try HeapGraph.capture() } }
guard let graph else { fatalError("no graph") }
private var leaks = 0
private let search = ContinuousClock().measure { leaks = graph.leaks().leakCount }
figure("kept", ResidentMemory.now - residentBefore)
figure("most", ResidentMemory.peak - residentBefore)
figure("blocks", graph.blockCount)
figure("bytes", graph.bytes)
figure("resident", residentBefore)
figure("pause", seconds(graph.pause))
figure("noticed", noticed)
figure(
  "ordinary",
  other.longestPause {
    let clock = ContinuousClock()
    let start = clock.now
    while clock.now - start < taken {}
  })
figure("capture", seconds(taken))
figure("leaks", seconds(search))
figure("whole", seconds(taken + search))
for stage in graph.stages { figure("stage \(stage.name)", seconds(stage.duration)) }
measure("census") { _ = graph.census() }
private let object = graph.objects(ofType: LiveBlocks.self).first
if let object {
  measure("path") { _ = graph.path(to: object) }
  measure("referrers") { _ = graph.referrers(of: object) }
  measure("retained") { _ = graph.retainedSize(of: object) }
}
withExtendedLifetime(pages) {}
guard graph.blockCount >= blocks.count + (pages?.count ?? 0), object != nil, leaks == 0 else {
  fatalError("the graph is not right")
}
// Millions of blocks need not be released one by one.
fflush(nil)
_exit(0)
