// What the heap graph answers, one question a scenario, named as its argument. A scenario prints its facts as `name: value` lines;
// the tests say what they must be. The status is not the default, so that a test sees whether it was changed.
import Glibc
import MemoryProfiler

let scenarios: [String: @Sendable () throws -> Void] = [
  "facts": facts, "census": census, "difference": difference, "tracker": tracker,
  "objects": objects, "referrers": referrers, "paths": paths, "retained": retained, "deep": deepSizes,
  "values": valueSizes, "tracked": tracked, "trackedThreads": trackedOnThreads, "suppressions": suppressions,
  "keptGraph": keptGraph, "counters": counters, "errors": errors, "manyAtOnce": manyAtOnce, "blocking": blocking,
]

let name = CommandLine.arguments.dropFirst().first ?? ""
if getenv("MPROF_FRAMES") == nil && name != "errors" { try AllocationTracer.start() }
if name == "tasks" {
  do { try await taskCensus() } catch { fact("error", error) }
} else if let scenario = scenarios[name] {
  do { try scenario() } catch { fact("error", error) }
} else {
  print("HeapQueries: name one of \((scenarios.keys + ["tasks"]).sorted().joined(separator: ", "))")
}
exit(3)
