import Foundation
import Reports

extension PathSpelling {
  /// `swift test` runs tests in the package's folder.
  static var fromWorkingDirectory: PathSpelling { PathSpelling(folder: FileManager.default.currentDirectoryPath) }
}
