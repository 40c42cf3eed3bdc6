// Programs whose resident memory is known, one a subcommand. Figures print as `name=bytes`, tables as users see them.
@preconcurrency import Glibc
import MemoryProfiler

let mebibyte = 1 << 20

/// Memory of `count` bytes with every page written; it escapes into libc, so the optimizer keeps it.
@inline(never)
func touched(_ count: Int) -> UnsafeMutableRawPointer {
  let block = malloc(count)!
  touch(block, count)
  return block
}

/// Writes the pages; not inlined, so that the optimizer cannot see that nobody reads them.
@inline(never)
@_optimize(none)
func touch(_ memory: UnsafeMutableRawPointer, _ count: Int) { memset(memory, 1, count) }

func show(_ title: String) throws -> MemoryBreakdown {
  let breakdown = try MemoryUsage.current.breakdown()
  let sum =
    breakdown.live + breakdown.retained + breakdown.mappedFiles + breakdown.anonymousMaps + breakdown.threadStacks
    + breakdown.tracer + breakdown.unexplained
  print(
    "\(title): resident=\(breakdown.resident) sum=\(sum) live=\(breakdown.live) retained=\(breakdown.retained)",
    "arenas=\(breakdown.arenas) anonymous=\(breakdown.anonymousMaps) stacks=\(breakdown.threadStacks)",
    "threads=\(breakdown.threads) tracer=\(breakdown.tracer) unexplained=\(breakdown.unexplained)")
  return breakdown
}

/// 300 MiB in blocks of 1 KiB, then all released but each 64th: 64 KiB apart, no page is left without a neighbour.
func fragments() throws {
  _ = try show("empty")
  let blocks = (0..<300 * 1024).map { _ in touched(1024) }
  _ = try show("full")
  for (index, block) in blocks.enumerated() where !index.isMultiple(of: 64) { free(block) }
  print(try show("thinned"))
  for (index, block) in blocks.enumerated() where index.isMultiple(of: 64) { free(block) }
}

/// A block of 64 MiB has a mapping of its own; half of it is never touched.
func largeBlock() throws {
  let block = malloc(64 * mebibyte)!
  touch(block, 32 * mebibyte)
  _ = try show("half")
  free(block)
  _ = try show("freed")
}

/// Memory that the program maps itself.
func ownMap() throws {
  let map = mmap(nil, 48 * mebibyte, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
  touch(map, 48 * mebibyte)
  _ = try show("mapped")
}

/// Touches a KiB of stack a level.
@inline(never)
@_optimize(none)
func descend(_ levels: Int) {
  withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) {
    touch($0.baseAddress!, $0.count)
    if levels > 1 { descend(levels - 1) }
  }
}

nonisolated(unsafe) var meeting = pthread_barrier_t()

/// Eight threads with 1 MiB of stack each; four then wait and four run for ever. Each has an arena with 4 MiB of blocks.
func threads() throws {
  pthread_barrier_init(&meeting, nil, 9)
  for number in 0..<8 {
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        descend(1024)
        for _ in 0..<4096 { _ = touched(1000) }
        pthread_barrier_wait(&meeting)
        if Int(bitPattern: argument).isMultiple(of: 2) { while true {} }
        pause()
        return nil
      }, UnsafeMutableRawPointer(bitPattern: number))
  }
  pthread_barrier_wait(&meeting)
  print(try show("threads"))
}

func peak() {
  let (_, nothing) = measureMemory {}
  print("nothing:", nothing.increment)
  let (_, touching) = measureMemory { free(touched(64 * mebibyte)) }
  print("touching:", touching.increment)
  // No sample falls into the body, which is why it must exceed all that was before: the high-water mark tells.
  let (_, brief) = measureMemory(interval: .seconds(3600)) { free(touched(96 * mebibyte)) }
  print("brief:", brief.increment)
  let (_, usage) = memoryUsage(of: { free(touched(64 * mebibyte)) }, interval: .seconds(3600))
  print("samples:", usage.samples.count)
}

switch CommandLine.arguments.dropFirst().first {
case "fragments": try fragments()
case "large": try largeBlock()
case "map": try ownMap()
case "threads": try threads()
case "peak": peak()
case "cleared":
  AllocationTracer.clear()
  print(try show("cleared"))
default: print("Usage: name one of fragments, large, map, threads, peak, cleared")
}
exit(0)
