#if os(Linux)
import CLibdw
import Glibc

/// The readable form of a linkage name, by the Swift runtime or the C++ runtime; nil for a name that is not mangled.
func demangled(_ name: String) -> String? {
  guard let bytes = demangledBytes(name) else { return nil }
  defer { free(bytes) }
  return String(cString: bytes)
}

private func demangledBytes(_ name: String) -> UnsafeMutablePointer<CChar>? {
  name.hasPrefix("_Z") ? cxxDemangle?(name, nil, nil, nil) : swift_demangle(name, name.utf8.count, nil, nil, 0)
}

private typealias CxxDemangle =
  @convention(c) (
    UnsafePointer<CChar>, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?, UnsafeMutablePointer<Int32>?
  ) -> UnsafeMutablePointer<CChar>?

/// Looked up at run time: the C++ library is there, since the Swift runtime needs it, but not for us to link.
private let cxxDemangle = dlsym(nil, "__cxa_demangle").map { unsafeBitCast($0, to: CxxDemangle.self) }
#else
func demangled(_ name: String) -> String? { nil }
#endif
