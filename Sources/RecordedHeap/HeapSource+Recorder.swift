// The heap graph's way to a recorder: the one in this program, or the one that was loaded into it.
#if os(Linux)
import CHeapScan
import CRecorderCalls
import HeapGraph
import Snapshots

extension HeapGraph {
  /// As `capture()`, asking this recorder.
  package init(recordedBy recorder: mpr_recorder_calls, tracking classes: [HeapSource.TrackedClass] = [])
    throws(HeapGraphError)
  {
    guard recorder.records_blocks() else { throw .notRecorded }
    try self.init(capturing: HeapSource(recorder, tracking: classes))
  }
}

extension HeapSource {
  /// The recorder now.
  fileprivate init(_ recorder: mpr_recorder_calls, tracking classes: [TrackedClass]) {
    var (blocks, bytes): (UInt64, UInt64) = (0, 0)
    recorder.count_every_block(&blocks, &bytes)
    let images = LoadedImage.all(recorder.visit_images)
    self.init(
      listBlocks: Self.listBlocks(recorder), isGoodMoment: recorder.is_at_rest,
      live: BlockTotal(blocks: Int(blocks), bytes: Int(bytes)), knowsEveryBlock: recorder.knows_every_block(),
      ownMemory: Self.ownMemory(recorder), images: images, names: HeapNames(recorder, images))
    tracked = classes
  }

  /// The recorder's function itself, since no Swift may run in the copy. Both structures have address, bytes and site, in this order.
  private static func listBlocks(_ recorder: mpr_recorder_calls) -> mhs_list_function {
    unsafeBitCast(recorder.list_every_block, to: mhs_list_function.self)
  }

  private static func ownMemory(_ recorder: mpr_recorder_calls) -> [Range<UInt>] {
    var ranges: [Range<UInt>] = []
    withUnsafeMutablePointer(to: &ranges) { ranges in
      recorder.visit_own_memory(
        { start, bytes, ranges in
          ranges?.assumingMemoryBound(to: [Range<UInt>].self).pointee.append(start..<start + UInt(bytes))
        }, ranges)
    }
    return ranges
  }
}
#endif
