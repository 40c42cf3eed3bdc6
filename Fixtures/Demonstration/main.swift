// What the README shows: a real file read, parsed into objects, indexed, searched, sorted and dropped.
// Usage: Demonstration [UnicodeData.txt]
import Foundation
import MemoryProfiler

let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Data/UnicodeData.txt")
let path = CommandLine.arguments.dropFirst().first ?? data.path

do {
  var catalog = try loadCatalog(path)
  let answers = profile("search") { step in
    let arrows = step("find") { catalog.byWord["ARROW"] ?? [] }
    let sorted = step("sort") { catalog.codePoints.sorted { $0.name < $1.name } }
    let longest = step("upper bound") { sorted.max { $0.name.count < $1.name.count } }
    step("drop") { catalog = Catalog(codePoints: []) }
    return "\(arrows.count) arrows; first by name: \(sorted[0].name); longest name: \(longest?.name ?? "none")"
  }
  print(answers)
} catch {
  print("Demonstration: \(path) cannot be read: \(error.localizedDescription)")
  exit(1)
}
