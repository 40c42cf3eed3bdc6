import Snapshots

#if os(Linux)
import CLibdw
import Synchronization

/// Which variable holds an address: from the symbol tables of the images. Callable from any thread; one is served at a time.
package final class VariableNames: Sendable {
  private struct Files {
    var opened: [Int: ELFFile?] = [:]
  }
  private let images: [LoadedImage]
  private let files = Mutex(Files())

  /// Opens no file before one is needed.
  package init(images: [LoadedImage]) { self.images = images }

  /// "App.cache", "static App.Registry.shared", "buffer" of a C file; nil for what has no symbol.
  package func name(at address: UInt64) -> String? {
    guard let index = images.firstIndex(where: { $0.segments.contains { $0.contains(address) } }) else { return nil }
    return files.withLock { files in
      guard let file = Self.file(index, images[index], &files) else { return nil }
      return Self.symbol(at: address &- images[index].loadBias, file.module).map(Self.readable)
    }
  }

  private static func file(_ index: Int, _ image: LoadedImage, _ files: inout Files) -> ELFFile? {
    if let known = files.opened[index] { return known }
    let file = try? ELFFile.open(image, debugFolder: "/usr/lib/debug").get()
    files.opened[index] = .some(file)
    return file
  }

  private static func symbol(at address: UInt64, _ module: OpaquePointer) -> String? {
    var offset: GElf_Off = 0
    var symbol = GElf_Sym()
    guard let name = dwfl_module_addrinfo(module, address, &offset, &symbol, nil, nil, nil),
      CInt(symbol.st_info & 0xf) == STT_OBJECT, offset < max(symbol.st_size, 1)
    else { return nil }
    return String(cString: name)
  }

  /// Swift's symbols of variables end with their type: "App.cache : App.Cache".
  private static func readable(_ name: String) -> String {
    guard let text = demangled(name) else { return name }
    let variable = text.split(separator: " : ", maxSplits: 1, omittingEmptySubsequences: true).first
    return variable.map(String.init) ?? text
  }
}
#else
/// Nothing is known on this platform.
package final class VariableNames: Sendable {
  package init(images: [LoadedImage]) {}
  package func name(at address: UInt64) -> String? { nil }
}
#endif
