// The images that are loaded now, for those who ask without a snapshot.
#if os(Linux)
import Glibc
import Snapshots

enum LoadedImageList {
  /// Changes whenever an image was loaded.
  static var version: UInt64 {
    var version: UInt64 = 0
    visit { info in
      version = info.load(fromByteOffset: 32, as: UInt64.self)
      return false
    }
    return version
  }

  static func all() -> [LoadedImage] {
    var images: [LoadedImage] = []
    visit { info in
      images.append(LoadedImage(info))
      return true
    }
    return images
  }

  private typealias Visit = @convention(c) (UnsafeRawPointer?, Int, UnsafeMutableRawPointer?) -> Int32

  /// Until the visitor has seen enough.
  private static func visit(_ visitor: (UnsafeRawPointer) -> Bool) {
    withoutActuallyEscaping(visitor) { visitor in
      withUnsafePointer(to: visitor) { context in
        _ = iterate?(
          { info, _, context in
            guard let info, let context else { return 1 }
            return context.assumingMemoryBound(to: ((UnsafeRawPointer) -> Bool).self).pointee(info) ? 0 : 1
          }, UnsafeMutableRawPointer(mutating: context))
      }
    }
  }

  /// Swift's Glibc module does not have it.
  private static let iterate = dlsym(nil, "dl_iterate_phdr").map {
    unsafeBitCast($0, to: (@convention(c) (Visit, UnsafeMutableRawPointer?) -> Int32).self)
  }
}

extension LoadedImage {
  /// From a `dl_phdr_info`: load bias, name, program headers and their count.
  fileprivate init(_ info: UnsafeRawPointer) {
    let bias = info.load(as: UInt64.self)
    let headers = info.load(fromByteOffset: 16, as: UnsafeRawPointer.self)
    let count = Int(info.load(fromByteOffset: 24, as: UInt16.self))
    let headerBytes = 56
    let loadable: UInt32 = 1
    self.init(
      path: "", loadBias: bias,
      segments: (0..<count).map { headers + $0 * headerBytes }.filter { $0.load(as: UInt32.self) == loadable }.map {
        let start = bias + $0.load(fromByteOffset: 16, as: UInt64.self)
        return start..<start + $0.load(fromByteOffset: 40, as: UInt64.self)
      })
  }
}
#endif
