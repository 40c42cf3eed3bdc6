/// Why an address has no source line. `description` is one sentence without a full stop.
///
/// Indirect, since every answer has room for one and few need it.
public indirect enum MissingLineReason: Hashable, Sendable, CustomStringConvertible {
  /// The address lies in no loaded image: code made at run time, or a broken traceback.
  case noImage
  /// The loader names no file for the image, as for the kernel's vDSO.
  case imageWithoutFile
  /// The file cannot be read any more; the number is `errno`.
  case unreadableFile(path: String, error: Int32)
  /// The path names something else than a regular file.
  case notAFile(path: String)
  /// The file was replaced: its build ID or its segments are not those that were loaded.
  case otherBuild(path: String)
  /// No debug information, neither in the file nor in a separate file found by build ID or debug link.
  case noDebugInformation(path: String)
  /// The file has debug information, but not for this address: assembly, or an object compiled without `-g`.
  case noUnit(path: String)
  /// The compiler gave neither the address nor its neighbours in the function a line.
  case compilerGenerated(path: String)
  /// The file or its debug information contradicts itself; `detail` in elfutils' words.
  case damaged(path: String, detail: String)
  /// Debug information is read on Linux only.
  case unsupportedPlatform

  /// One sentence without a full stop.
  public var description: String {
    switch self {
    case .noImage: "the address is in no loaded image"
    case .imageWithoutFile: "the image has no file"
    case .unreadableFile(let path, let error): "\(path) cannot be read: \(systemMessage(error))"
    case .notAFile(let path): "\(path) is not a regular file"
    case .otherBuild(let path): "\(path) is not the build that was running"
    case .noDebugInformation(let path): "\(path) has no debug information (stripped, or built without -g)"
    case .noUnit(let path): "\(path) has no debug information for this function"
    case .compilerGenerated(let path): "compiler-generated code in \(path) without a source line"
    case .damaged(let path, let detail): "the debug information of \(path) is damaged: \(detail)"
    case .unsupportedPlatform: "debug information is read on Linux only"
    }
  }
}
