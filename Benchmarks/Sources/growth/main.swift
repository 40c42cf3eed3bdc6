// How the tracer's cost grows. Usage: [MPROF_FRAMES=N] growth BLOCKS TRACEBACKS THREADS PAIRS DEPTH
//
// Makes BLOCKS live blocks of 32 bytes on TRACEBACKS call paths, each some 20 + DEPTH calls deep, then replaces random ones on random paths,
// PAIRS times, in so many THREADS. Prints a figure a line, its name and its value: nanoseconds a pair ("cpu", "wall", the latter times the
// threads), the tracer's own bytes for a traceback and for a live block, and bytes of RSS for a live block. Without MPROF_FRAMES
// nothing is traced.
import CGrowth
import Glibc
import Living
import MemoryProfiler

private func figure(_ name: String, _ value: some Any) { print(name, value, separator: "\t") }

private let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
guard numbers.count == 5, numbers.dropLast().allSatisfy({ $0 > 0 }), numbers[1] <= 1 << GROWTH_LEVELS,
  numbers[2] <= numbers[0]
else { fatalError("usage: growth BLOCKS TRACEBACKS THREADS PAIRS DEPTH") }
private let (count, paths) = (numbers[0], numbers[1])
private let blocks = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: count)
// Touched before, so that RSS is the blocks'.
blocks.initialize(repeating: nil, count: count)
private var growth = growth_case(
  blocks: blocks, count: count, paths: paths, threads: Int32(numbers[2]), depth: Int32(numbers[4]))

private let atStart = AllocationTracer.ownMemory
visit_paths(&growth)
private let withPaths = AllocationTracer.ownMemory
private let residentWithPaths = ResidentMemory.now
fill_blocks(&growth)
private let withBlocks = AllocationTracer.ownMemory
private let resident = ResidentMemory.now - residentWithPaths
// Warms up.
_ = replace_blocks(&growth, numbers[3] / 10)
private let time = replace_blocks(&growth, numbers[3])
figure("cpu", time.cpu)
figure("wall", time.wall)
figure("own", withBlocks)
figure("own a traceback", Double(withPaths - atStart) / Double(paths))
figure("own a block", Double(withBlocks - withPaths) / Double(count))
figure("resident a block", Double(resident) / Double(count))
guard !AllocationTracer.isTracing || AllocationTracer.allocatedBlockCount >= count else {
  fatalError("the tracer misses blocks")
}
// Millions of blocks need not be released one by one.
fflush(nil)
_exit(0)
