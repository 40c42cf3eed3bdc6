// A short program with a table. Usage: short lines|steps, where the table's rows come from.
import MemoryProfiler
import ShortWork

switch CommandLine.arguments.dropFirst().first {
case "lines":
  print(
    profile("short") {
      let text = shortWork()
      return text
    })
case "steps": print(profile("short") { step in step("work") { shortWork() } })
default: fatalError("usage: short lines|steps")
}
