#if os(Linux)
  import Snapshots

  /// One image's debug information: opened on creation, its units read when they are asked for.
  /// Addresses are the file's own, without the load bias.
  final class DebugImage {
    private let file: ELFFile?
    private let failure: MissingLineReason?
    private let path: String
    private var debugInfo: DebugInfo?
    private lazy var symbols: SymbolTable? = file.map(SymbolTable.init)
    private let names: FunctionNames

    init(_ image: LoadedImage, names: FunctionNames) {
      self.names = names
      path = image.path
      switch ELFFile.open(image) {
      case .success(let file):
        self.file = file
        (debugInfo, failure) = DebugInfo.read(file, names: names)
      case .failure(let error):
        file = nil
        failure = error.reason
      }
    }

    func symbolize(_ address: UInt64) -> SymbolizedAddress {
      guard let debugInfo else { return symbolFrame(address, reason: failure) }
      switch debugInfo.symbolize(address) {
      case .success(let answer): return answer
      case .failure(let error): return symbolFrame(address, reason: error.reason)
      }
    }

    /// The name alone, from the symbol table.
    private func symbolFrame(_ address: UInt64, reason: MissingLineReason?) -> SymbolizedAddress {
      var answer = SymbolizedAddress(reason: reason)
      if let symbol = symbols?.symbol(at: address) {
        let name = names.name(symbol, isLinkageName: true)
        answer.frames = [SymbolizedFrame(function: name.shown, linkageName: name.linkage)]
      }
      return answer
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
    init(_ image: LoadedImage, names: FunctionNames) {}
    func symbolize(_ address: UInt64) -> SymbolizedAddress { SymbolizedAddress(reason: .unsupportedPlatform) }
  }

  final class FunctionNames {}
#endif
