// The cost of a profiled line, called as the macro calls it, beside one `pread` of /proc/self/statm in the same run.
// Prints nanoseconds of CPU time: pread, a line with RSS, a line with traced bytes only, one round a line.
import CPairs
import Glibc
import MemoryProfiler

let rounds = 11

/// Two lines that run in turn; a function is known by its text, so each has its own.
let residentSource = ProfiledSource(
  function: "resident", file: #filePath, firstLine: 1, text: "resident, one\nresident, two")
let tracedSource = ProfiledSource(function: "traced", file: #filePath, firstLine: 3, text: "traced, one\ntraced, two")
let resident = ProfileOptions(columns: .standard, output: .handler { _ in })
let traced = ProfileOptions(columns: [.traced, .allocations], output: .handler { _ in })

@inline(never)
func nanosecondsPerLine(_ source: ProfiledSource, _ options: ProfileOptions, count: Int) -> Double {
  let probe = LineProbe.begin(source, options: options)
  defer { probe.end() }
  let start = cpu_nanoseconds()
  for _ in 0..<count / 2 {
    probe.line(source.firstLine)
    probe.line(source.firstLine + 1)
  }
  return (cpu_nanoseconds() - start) / Double(count)
}

func nanosecondsPerRead(_ file: Int32, count: Int) -> Double {
  let start = cpu_nanoseconds()
  read_statm(file, count)
  return (cpu_nanoseconds() - start) / Double(count)
}

let statm = open("/proc/self/statm", O_RDONLY)
precondition(statm >= 0, "/proc/self/statm cannot be opened")
for _ in 0..<rounds {
  let read = nanosecondsPerRead(statm, count: 200_000)
  let withResident = nanosecondsPerLine(residentSource, resident, count: 200_000)
  let withTraced = nanosecondsPerLine(tracedSource, traced, count: 5_000_000)
  print(read, withResident, withTraced)
}
