#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Why a source line cannot be shown. `description` is a clause without a full stop.
public enum MissingSource: Error, Hashable, Sendable, CustomStringConvertible {
  /// The number is `errno`.
  case unreadableFile(path: String, error: Int32)
  /// The path names something else than a regular file.
  case notAFile(path: String)
  /// Sizes in bytes.
  case tooLarge(path: String, size: Int, limit: Int)
  /// The file is shorter: it was changed since the program was built.
  case noSuchLine(path: String, line: Int, count: Int)

  /// A clause without a full stop.
  public var description: String {
    switch self {
    case .unreadableFile(let path, let error): "\(path) cannot be read: \(systemMessage(error))"
    case .notAFile(let path): "\(path) is not a regular file"
    case .tooLarge(let path, let size, let limit): "\(path) has \(size) bytes, more than \(limit)"
    case .noSuchLine(let path, let line, let count): "\(path) has \(count) lines and no line \(line)"
    }
  }
}

/// Lines of source files, each file read once. Not `Sendable`: one thread at a time.
public final class SourceFiles {
  private let sizeLimit: Int
  private var files: [String: Result<SourceText, MissingSource>] = [:]

  /// Files of more than `sizeLimit` bytes are not read.
  public init(sizeLimit: Int = 16 << 20) { self.sizeLimit = sizeLimit }

  /// All lines of the file, as `line(_:of:)` gives them.
  public func lines(of path: String) -> Result<[String], MissingSource> {
    text(of: path).map { text in (0..<text.count).compactMap { text.line($0 + 1) } }
  }

  /// Line `number` (from 1) of the file, without its line break; bytes that are not UTF-8 become U+FFFD.
  public func line(_ number: Int, of path: String) -> Result<String, MissingSource> {
    text(of: path).flatMap { text in
      text.line(number).map { .success($0) }
        ?? .failure(.noSuchLine(path: path, line: number, count: text.count))
    }
  }

  private func text(of path: String) -> Result<SourceText, MissingSource> {
    let file = files[path] ?? SourceText.load(path, limit: sizeLimit)
    files[path] = file
    return file
  }
}

/// A file's bytes and where its lines begin.
private struct SourceText {
  private let bytes: [UInt8]
  private let starts: [Int]

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  /// A line break at the end does not begin another line.
  var count: Int { starts.last == bytes.count ? starts.count - 1 : starts.count }

  func line(_ number: Int) -> String? {
    guard (1...max(1, count)).contains(number), count > 0 else { return nil }
    let end = number < starts.count ? starts[number] - 1 : bytes.count
    var line = bytes[starts[number - 1]..<end]
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }

  static func load(_ path: String, limit: Int) -> Result<SourceText, MissingSource> {
    // A pipe or a device under the name of a source file must not block.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { return .failure(.unreadableFile(path: path, error: errno)) }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) != 0 { return .failure(.unreadableFile(path: path, error: errno)) }
    if status.st_mode & S_IFMT != S_IFREG { return .failure(.notAFile(path: path)) }
    let size = Int(status.st_size)
    if size > limit { return .failure(.tooLarge(path: path, size: size, limit: limit)) }
    return contents(descriptor, size: size, path: path).map(SourceText.init)
  }

  private static func contents(_ descriptor: CInt, size: Int, path: String) -> Result<[UInt8], MissingSource> {
    var failure: MissingSource?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = read(descriptor, buffer.baseAddress! + count, size - count)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { failure = .unreadableFile(path: path, error: errno) }
        if got <= 0 { break }
        count += got
      }
    }
    return failure.map { .failure($0) } ?? .success(bytes)
  }
}
