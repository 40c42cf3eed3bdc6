import Snapshots

#if os(Linux)
import Synchronization
#endif

/// As the library's `sizeOf`, which documents it.
/// - Parameter bytesOfBlock: the size of the live block at an address; nil where it is not known, and the types tell it.
package func shallowSize<Value>(_ value: Value, bytesOfBlock: @escaping (UInt) -> Int? = { _ in nil }) -> Int {
  #if os(Linux)
  let layouts = SharedLayouts.current()
  var sizes = ValueSizes(layouts: layouts, bytesOfBlock: bytesOfBlock)
  defer { SharedLayouts.keep(sizes.layouts) }
  return withExtendedLifetime(value) { sizes.size(of: value) }
  #else
  return MemoryLayout<Value>.size
  #endif
}

#if os(Linux)
/// What is known about types stays known from call to call, until an image is loaded. While one thread asks, another starts anew.
private enum SharedLayouts {
  private struct Kept: @unchecked Sendable {
    var version: UInt64
    var layouts: TypeLayouts
  }

  private static let kept = Mutex<Kept?>(nil)

  static func current() -> TypeLayouts {
    let version = LoadedImageList.version
    let known = kept.withLock { kept in
      defer { kept = nil }
      return kept
    }
    if let known, known.version == version { return known.layouts }
    return TypeLayouts(images: ImageRanges(LoadedImageList.all()))
  }

  static func keep(_ layouts: TypeLayouts) {
    let new = Kept(version: LoadedImageList.version, layouts: layouts)
    kept.withLock { $0 = new }
  }
}
#endif
