// What is asked of the Swift runtime about the program's metadata. It must be the program's own runtime where types are made or compared,
// and that need not be the one that this code is linked with: a library that was loaded into the program brings its own, with types of its
// own. Names alone any runtime reads from the metadata.
#if os(Linux)
import Glibc

enum ProgramRuntime {
  private typealias GetType = @convention(c) (UnsafePointer<UInt8>, UInt, UInt, UInt) -> UInt

  /// nil where the program hides it, linked with a static runtime. A Swift function with four arguments is called as C's are.
  private static let getType = dlsym(nil, "swift_getTypeByMangledNameInContext").map {
    unsafeBitCast($0, to: GetType.self)
  }

  /// The qualified name of checked metadata.
  static func name(ofType type: UInt) -> String { _typeName(unsafeBitCast(type, to: Any.Type.self), qualified: true) }

  /// The type of a checked mangled name in an image; nil when it cannot be resolved.
  /// - Parameters:
  ///   - descriptor: of the type whose generic parameters the name may use; 0 for none.
  ///   - arguments: where these stand.
  static func type(mangled name: UInt, length: Int, descriptor: UInt = 0, arguments: UInt = 0) -> UInt? {
    guard length > 0, let start = UnsafePointer<UInt8>(bitPattern: name) else { return nil }
    if let getType {
      let type = getType(start, UInt(length), descriptor, arguments)
      return type == 0 ? nil : type
    }
    return _getTypeByMangledNameInContext(
      start, UInt(length), genericContext: UnsafeRawPointer(bitPattern: descriptor),
      genericArguments: UnsafeRawPointer(bitPattern: arguments)
    ).map { unsafeBitCast($0, to: UInt.self) }
  }
}
#endif
