import Snapshots
import Symbolication

#if !canImport(HeapGraph)
struct BlockExtent {
  var address: UInt
  var bytes: Int
}
struct BlockTypes {
  init(images: [LoadedImage]) {}
  var names: [String] { [] }
  mutating func classify(_ blocks: UnsafeBufferPointer<BlockExtent>, into types: UnsafeMutableBufferPointer<Int32>) {
    types.update(repeating: -1)
  }
}
#endif
extension Snapshot {
  func traceback(of site: AllocationSite) -> SourceTraceback { SourceTraceback(frames: []) }
}
