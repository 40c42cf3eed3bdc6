// Which addresses lie in a loaded image: what compilers write, and nothing frees, is there.
import Snapshots

struct ImageRanges {
  /// Ascending, disjoint.
  private let segments: [Range<UInt64>]

  init(_ images: [LoadedImage]) {
    segments = images.flatMap(\.segments).sorted { $0.lowerBound < $1.lowerBound }
  }

  func contains(_ address: UInt) -> Bool {
    let index = segments.partitioningIndex { $0.upperBound > UInt64(address) }
    return index < segments.count && segments[index].lowerBound <= UInt64(address)
  }
}
