import Foundation
import MemoryProfiler

/// The code points of a UnicodeData.txt, to be found by category and by the words of their names.
struct Catalog {
  var codePoints: [CodePoint]
  var byCategory: [String: [CodePoint]] = [:]
  var byWord: [Substring: [CodePoint]] = [:]
}

@Profiled
func loadCatalog(_ path: String) throws -> Catalog {
  var text = try String(contentsOfFile: path, encoding: .utf8)
  var lines = text.split(separator: "\n")
  text = ""
  var catalog = Catalog(codePoints: [])
  for line in lines {
    guard let codePoint = CodePoint(line) else { continue }
    catalog.codePoints.append(codePoint)
  }
  lines = []
  catalog.byCategory = Dictionary(grouping: catalog.codePoints, by: \.category)
  for codePoint in catalog.codePoints {
    for word in codePoint.name.split(separator: " ") {
      catalog.byWord[word, default: []].append(codePoint)
    }
  }
  return catalog
}
