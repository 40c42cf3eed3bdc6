// Names from a recorder's tracebacks and the images' debug information.
#if os(Linux)
import CRecorderCalls
import HeapGraph
import Snapshots
import Symbolication

extension HeapNames {
  init(_ recorder: mpr_recorder_calls, _ images: [LoadedImage]) {
    let variables = VariableNames(images: images)
    let read: @Sendable (UInt32) -> Traceback = { Traceback(site: $0, recorder.read_traceback) }
    self.init(
      site: { number(of: $0, recorder) }, traceback: { source(of: read($0), images) },
      modules: { files(of: read($0), images) },
      code: { counter in
        let address = CodeAddress.programCounter(ProgramCounter(UInt64(counter)))
        return source(of: Traceback(frames: [address], isTruncated: false), images)?.frames.first
      },
      variable: { variables.name(at: UInt64($0)) })
  }
}

private func number(of block: UInt, _ recorder: mpr_recorder_calls) -> UInt32? {
  var (site, size): (UInt32, Int) = (0, 0)
  var frame: UInt64 = 0
  var isTruncated = false
  guard recorder.find_block(UnsafeRawPointer(bitPattern: block), &site, &size),
    recorder.read_traceback(site, &frame, 1, &isTruncated) > 0
  else { return nil }
  return site
}

private func source(of traceback: Traceback, _ images: [LoadedImage]) -> SourceTraceback? {
  guard !traceback.frames.isEmpty else { return nil }
  let site = AllocationSite(traceback: traceback)
  let snapshot = Snapshot(
    sites: [site], images: images, maximumFrames: traceback.frames.count, creationTime: .zero)
  return snapshot.traceback(of: site)
}

private func files(of traceback: Traceback, _ images: [LoadedImage]) -> [String] {
  let found = traceback.frames.compactMap { frame in
    images.first { $0.segments.contains { $0.contains(frame.programCounter.rawValue) } }?.path
  }
  return Array(Set(found)).sorted()
}
#endif
