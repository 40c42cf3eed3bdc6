// The images of this process, as the recorder sees them.
#if os(Linux)
import CRecorderCalls
import Glibc
import Snapshots

extension LoadedImage {
  package typealias Visit =
    @convention(c) (
      (@convention(c) (UnsafePointer<mpr_image>?, UnsafeMutableRawPointer?) -> Void)?, UnsafeMutableRawPointer?
    ) -> Void

  /// Those that are loaded now.
  /// - Parameter visit: the recorder's `mpr_visit_images`.
  package static func all(_ visit: Visit) -> [LoadedImage] {
    var images: [LoadedImage] = []
    withUnsafeMutablePointer(to: &images) { images in
      visit(
        { image, context in
          guard let image, let context else { return }
          let images = context.assumingMemoryBound(to: [LoadedImage].self)
          images.pointee.append(LoadedImage(image.pointee, isProgram: images.pointee.isEmpty))
        }, images)
    }
    return images
  }

  private init(_ image: mpr_image, isProgram: Bool) {
    // The loader names the program itself by an empty path, and visits it first.
    self.init(
      path: isProgram ? programPath() : String(cString: image.path),
      buildID: Array(UnsafeBufferPointer(start: image.build_id, count: image.build_id_length)),
      loadBias: image.load_bias,
      segments: UnsafeBufferPointer(start: image.segments, count: image.segment_count).map { $0.start..<$0.end })
  }
}

/// The running program's file; "/proc/self/exe" when its path cannot be had.
private func programPath() -> String {
  guard let path = realpath("/proc/self/exe", nil) else { return "/proc/self/exe" }
  defer { free(path) }
  return String(cString: path)
}
#endif
