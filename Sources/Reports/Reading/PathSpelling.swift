/// How reports name source files: below the working directory without it.
package struct PathSpelling: Hashable, Sendable {
  /// Ends in a slash; nil to leave paths as they are.
  private let folder: String?

  /// - Parameter folder: the working directory; nil to leave paths as they are.
  package init(folder: String?) {
    self.folder = folder.flatMap { $0 == "/" || $0.isEmpty ? nil : $0.hasSuffix("/") ? $0 : $0 + "/" }
  }

  /// `Sources/App/Catalog.swift`.
  package func short(_ path: String) -> String {
    guard let folder, path.hasPrefix(folder), path.utf8.count > folder.utf8.count else { return path }
    return String(path.dropFirst(folder.count))
  }
}
