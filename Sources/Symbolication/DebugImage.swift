#if os(Linux)
import Snapshots

/// One image's debug information: opened on creation, its units read when they are asked for.
/// Addresses are the file's own, without the load bias.
final class DebugImage {
  private let file: ELFFile?
  private let failure: MissingLineReason?
  private let debugInfo: DebugInfo?
  /// For functions without debug information.
  private lazy var symbols: SymbolTable? = file.map(SymbolTable.init)
  private let strings = DebugStrings()

  init(_ image: LoadedImage, debugFolder: String = "/usr/lib/debug") {
    switch ELFFile.open(image, debugFolder: debugFolder) {
    case .success(let file):
      self.file = file
      (debugInfo, failure) = DebugInfo.read(file)
    case .failure(let error):
      file = nil
      debugInfo = nil
      failure = error.reason
    }
  }

  /// Appends frames and sets the user location with its origin, or the reason.
  func symbolize(_ address: UInt64, into answer: inout SymbolizedAddress) {
    if let debugInfo { debugInfo.symbolize(address, into: &answer) } else { answer.reason = failure }
    if answer.frames.last?.isUnknown ?? true, let symbol = symbols?.symbol(at: address) {
      let location = answer.frames.popLast()?.location
      answer.frames.append(SymbolizedFrame(linkageName: strings.linkageName(symbol), location: location))
    }
  }
}

/// A reason as something to throw or return.
struct MissingLine: Error {
  var reason: MissingLineReason
  init(_ reason: MissingLineReason) { self.reason = reason }
}
#else
import Snapshots

/// There is nothing to read debug information with.
final class DebugImage {
  init(_ image: LoadedImage) {}
  func symbolize(_ address: UInt64, into answer: inout SymbolizedAddress) { answer.reason = .unsupportedPlatform }
}
#endif
