// What every line of a table must show stands beside that line, after `//!`, where FixtureTests reads it:
// bytes (traced, peak), numbers (allocs, runs), RSS within a tenth. A line without it must show no traced bytes.
// A subcommand for each file: `LineTables Loops`.
import Glibc

Conductor.start()
await warmUp()

switch CommandLine.arguments.dropFirst().first {
case "Actors": await actors()
case "AsyncCode": await asyncCode()
case "Closures": closures()
case "EightTasks": await eightTasks()
case "EightThreads": eightThreads()
case "Exits": exits()
case "Generics": generics()
case "Loops": loops()
case "Profiles": profiles()
case "Recursion": recursion()
case "StraightCode": straightCode()
case "TaskGroups": await taskGroups()
default:
  print("LineTables: name one of the files with expectations, such as Loops")
  exit(2)
}
