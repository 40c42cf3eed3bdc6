// Which addresses lie in a loaded image: what compilers write, and nothing frees, is there.
import Snapshots

struct ImageRanges {
  /// Ascending, disjoint.
  private let segments: [Range<UInt64>]

  init(_ images: [LoadedImage]) {
    segments = images.flatMap(\.segments).sorted { $0.lowerBound < $1.lowerBound }
  }

  func contains(_ address: UInt) -> Bool {
    var low = 0
    var high = segments.count
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].upperBound <= UInt64(address) { low = middle + 1 } else { high = middle }
    }
    return low < segments.count && segments[low].lowerBound <= UInt64(address)
  }
}
