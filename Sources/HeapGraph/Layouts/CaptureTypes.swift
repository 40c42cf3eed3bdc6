// What a context of the compiler's own holds, from the capture descriptor in its metadata: the captures of a closure, the
// one variable of a box, the payload of an indirect case or an existential. Which of these it is, nothing says.
#if os(Linux)
enum CaptureTypes {
  private static let most: UInt32 = 64

  /// " (Swift.Int, main.Item)"; "" when nothing is known. A captured variable's box is "var Swift.Int", a type that depends on a
  /// generic context "_".
  static func list(descriptor: UInt, _ descriptors: inout ContextDescriptors) -> String {
    guard descriptor & 3 == 0, descriptors.images.contains(descriptor) else { return "" }
    let count = UInt32(truncatingIfNeeded: ProcessMemory.word(at: descriptor))
    guard (1...most).contains(count) else { return "" }
    // Behind three counts, relative pointers to mangled names.
    let names = (0..<UInt(count)).map { index in
      let reference = descriptor + 12 + 4 * index
      let offset = Int32(truncatingIfNeeded: ProcessMemory.word(at: reference))
      return MangledType(at: reference &+ UInt(bitPattern: Int(offset)), descriptors: &descriptors).flatMap(name) ?? "_"
    }
    return names.allSatisfy { $0 == "_" } ? "" : " (" + names.joined(separator: ", ") + ")"
  }

  private static func name(_ type: MangledType) -> String? {
    ProgramRuntime.type(mangled: type.address, length: type.length).map {
      (type.isBox ? "var " : "") + TypeNames.name(ofMetadata: $0)
    }
  }
}
#endif
