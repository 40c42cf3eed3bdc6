#if os(Linux)
import Snapshots

extension Traceback {
  package typealias Read =
    @convention(c) (UInt32, UnsafeMutablePointer<UInt64>?, Int, UnsafeMutablePointer<Bool>?) -> Int

  /// As a recorder knows it under the site's number.
  /// - Parameter read: the recorder's `mpr_read_traceback`.
  package init(site: UInt32, _ read: Read) {
    var isTruncated = false
    let capacity = read(site, nil, 0, &isTruncated)
    self = withUnsafeTemporaryAllocation(of: UInt64.self, capacity: capacity) { frames in
      let count = min(read(site, frames.baseAddress, capacity, &isTruncated), capacity)
      return Traceback(frames: frames.prefix(count).map(CodeAddress.init(recorded:)), isTruncated: isTruncated)
    }
  }
}
#endif
