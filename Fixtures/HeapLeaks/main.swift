// Programs whose leaks are known: without any, with injected ones, and with what looks like one and is none. One a scenario,
// named as its argument; prints what heap.leaks() and heap.retainCycles() say. The status is not the default, so that
// a test sees whether it was changed.
//
// Beside the code of a scenario stands what it must print: "//! scenario: line". Clean ones print "no leaks".
import Glibc
import MemoryProfiler

let name = CommandLine.arguments.dropFirst().first ?? ""
if getenv("MPROF_FRAMES") == nil && name != "lateStart" { try AllocationTracer.start() }
if let scenario = synchronousScenarios[name] {
  try scenario()
} else if let scenario = asynchronousScenarios[name] {
  try await scenario()
} else if let make = injected[name] {
  inject { make() }
  try check("leaks")
} else if name == "text" {
  inject { injected["childrenOfParent"]?() }
  inject { injected["closureWithMore"]?() }
  inject { injected["mallocLost"]?() }
  try checkText()
} else {
  let names = Array(synchronousScenarios.keys) + asynchronousScenarios.keys + injected.keys + ["text"]
  print("HeapLeaks: name one of \(names.sorted().joined(separator: ", "))")
}
exit(3)
