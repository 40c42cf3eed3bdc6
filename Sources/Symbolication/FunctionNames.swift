#if os(Linux)
  import CLibdw
  import Glibc

  /// A function's two names.
  struct FunctionName {
    /// Demangled where there is something to demangle.
    var shown: String
    var linkage: String?

    static let unknown = FunctionName(shown: "<unknown>")
  }

  /// Demangles each name once.
  final class FunctionNames {
    private var known: [UnsafePointer<CChar>: FunctionName] = [:]
    private let demangler = Demangler()

    /// `name` must stay where it is while `self` lives: it points into a section of an open file.
    func name(_ name: UnsafePointer<CChar>, isLinkageName: Bool) -> FunctionName {
      if let found = known[name] { return found }
      let raw = String(cString: name)
      let result =
        isLinkageName
        ? FunctionName(shown: demangler.demangle(name) ?? raw, linkage: raw) : FunctionName(shown: raw, linkage: nil)
      known[name] = result
      return result
    }
  }

  /// The Swift runtime's demangler, and the C++ runtime's.
  struct Demangler {
    private typealias CxxDemangle =
      @convention(c) (
        UnsafePointer<CChar>, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?, UnsafeMutablePointer<Int32>?
      ) -> UnsafeMutablePointer<CChar>?

    /// Looked up at run time: the C++ library is there (the Swift runtime needs it), but not for us to link.
    private let cxxDemangle = dlsym(nil, "__cxa_demangle").map { unsafeBitCast($0, to: CxxDemangle.self) }

    /// nil for a name that is not mangled.
    func demangle(_ name: UnsafePointer<CChar>) -> String? {
      guard let result = demangledBytes(name) else { return nil }
      defer { free(result) }
      return String(cString: result)
    }

    private func demangledBytes(_ name: UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar>? {
      if strncmp(name, "_Z", 2) == 0 { return cxxDemangle?(name, nil, nil, nil) }
      return swift_demangle(name, strlen(name), nil, nil, 0)
    }
  }
#endif
