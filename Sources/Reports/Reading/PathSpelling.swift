/// How reports name source files: below the working directory without it, and long paths elsewhere, where that is wanted, by
/// their last components, by which every command finds them.
package struct PathSpelling: Hashable, Sendable {
  /// Ends in a slash; nil to leave paths as they are.
  private let folder: String?
  private let abbreviates: Bool

  /// Longer paths are abbreviated.
  private static let most = 40
  private static let componentsKept = 3

  /// - Parameters:
  ///   - folder: the working directory; nil to leave paths as they are.
  ///   - abbreviates: whether long paths that are not below the folder are cut off at the front.
  package init(folder: String?, abbreviates: Bool = false) {
    self.folder = folder.flatMap { $0 == "/" || $0.isEmpty ? nil : $0.hasSuffix("/") ? $0 : $0 + "/" }
    self.abbreviates = abbreviates
  }

  /// The same with long paths abbreviated.
  package var abbreviated: PathSpelling { PathSpelling(folder: folder, abbreviates: true) }

  /// `Sources/App/Catalog.swift`, `…/Python-3.11.7/Objects/dictobject.c`.
  package func short(_ path: String) -> String {
    if let folder, path.hasPrefix(folder), path.utf8.count > folder.utf8.count {
      return String(path.dropFirst(folder.count))
    }
    guard abbreviates, path.utf8.count > Self.most else { return path }
    let components = path.split(separator: "/")
    guard components.count > Self.componentsKept + 1 else { return path }
    return "…/" + components.suffix(Self.componentsKept).joined(separator: "/")
  }
}
