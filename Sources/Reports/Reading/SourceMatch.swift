import Snapshots

/// Which source file of a snapshot somebody means.
package enum SourceMatch: Hashable, Sendable {
  /// As debug information names it.
  case file(String)
  /// All of these end in what was asked for.
  case several([String])
  /// None does; these are alike, or else have the most.
  case none(alternatives: [String])

  private static let mostAlternatives = 5

  /// - Parameters:
  ///   - source: a path, or its last components.
  ///   - absolute: the same as an absolute path.
  package init(_ source: String, absolute: String, in snapshot: SymbolizedSnapshot, of counted: CountedBlocks) {
    let table = PlaceTable(snapshot, by: .line, cumulative: true, of: counted)
    var files: [String] = []
    var known: Set<String> = []
    for frame in table.rows.lazy.map(\.place.frames[0]) where frame.line > 0 && known.insert(frame.file).inserted {
      files.append(frame.file)
    }
    if let exact = files.first(where: { $0 == source || $0 == absolute }) {
      self = .file(exact)
      return
    }
    let wanted = source.pathComponents
    let found = files.filter { $0.pathComponents.suffix(wanted.count) == wanted[...] }
    self =
      found.count == 1 ? .file(found[0]) : found.isEmpty ? .alternatives(files, to: wanted) : .several(found.sorted())
  }

  /// Files whose names are almost the same, without regard to case and folders; else those with the most.
  private static func alternatives(_ files: [String], to wanted: [String]) -> SourceMatch {
    let name = wanted.last?.lowercased() ?? ""
    let alike = files.filter { ($0.pathComponents.last ?? "").lowercased().isAlike(name) }
    return .none(alternatives: Array((alike.isEmpty ? files : alike).prefix(mostAlternatives)))
  }
}

extension String {
  /// Without `.`, which changes nothing.
  fileprivate var pathComponents: [String] { split(separator: "/").filter { $0 != "." }.map(String.init) }

  /// At most two characters were added, left out or replaced.
  fileprivate func isAlike(_ other: String) -> Bool {
    let (left, right) = (Array(self), Array(other))
    guard abs(left.count - right.count) <= 2, Swift.min(left.count, right.count) > 3 else { return self == other }
    var distances = Array(0...right.count)
    for (row, character) in left.enumerated() {
      var diagonal = distances[0]
      distances[0] = row + 1
      for column in right.indices {
        let replaced = diagonal + (character == right[column] ? 0 : 1)
        diagonal = distances[column + 1]
        distances[column + 1] = Swift.min(replaced, distances[column] + 1, diagonal + 1)
      }
    }
    return distances[right.count] <= 2
  }
}
