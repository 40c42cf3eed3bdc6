// Behaviours of the tracer, one a subcommand, each in a process of its own: CPython's test_tracemalloc.py, as far as it has
// a meaning here, and what a native program needs beyond it. A subcommand prints its facts as `name: value` lines;
// the tests say what they must be. The status is not the default, so that a test sees whether it was changed.
import Glibc
import MemoryProfiler

let behaviours: [String: () throws -> Void] = [
  "states": states, "errors": errors, "tracedMemory": tracedMemory, "peak": peak, "clear": clear,
  "ownMemory": ownMemory,
  "tracebacks": tracebacks, "reused": reused, "zero": zeroSizes, "frames": frameLimits, "interned": internedStacks,
  "launch": launch, "fork": forks, "snapshot": snapshots, "file": snapshotFile, "differences": differences,
  "filters": filters, "types": types, "temporary": temporaryBlocks, "record": records,
  "recordThreads": recordsOnThreads,
  "profile": profileWhileTracing, "handOver": handOver, "random": randomEvents, "stopping": stoppingWhileThreadsRun,
]

let name = CommandLine.arguments.dropFirst().first ?? ""
if name == "recordAsync" {
  await recordsOfTasks()
} else if let behaviour = behaviours[name] {
  do { try behaviour() } catch { fact("error", error) }
} else {
  print("Tracing: name one of \(behaviours.keys.sorted().joined(separator: ", ")), recordAsync")
}
exit(3)
