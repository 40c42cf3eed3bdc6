import CAllocationRecorder
import CRecorderTestSupport
import Glibc
import Snapshots
import Symbolication
import Testing

@inline(never) private func innerWork(_ block: UInt) async -> Int {
  await Task.yield()
  record_allocation(block, 16)
  return 1
}

@inline(never) private func middleWork(_ block: UInt) async -> Int {
  let one = await innerWork(block)
  return one + 1
}

@inline(never) private func outerWork(_ block: UInt) async -> Int {
  let two = await middleWork(block)
  return two + 1
}

/// This process's images, as a profile sees them.
private func loadedImages() -> [LoadedImage] {
  var images: [LoadedImage] = []
  withUnsafeMutablePointer(to: &images) { images in
    mpr_visit_images(
      { image, context in
        let images = context!.assumingMemoryBound(to: [LoadedImage].self)
        let path = images.pointee.isEmpty ? "/proc/self/exe" : String(cString: image!.pointee.path)
        images.pointee.append(
          LoadedImage(
            path: path,
            buildID: Array(UnsafeBufferPointer(start: image!.pointee.build_id, count: image!.pointee.build_id_length)),
            loadBias: image!.pointee.load_bias,
            segments: UnsafeBufferPointer(start: image!.pointee.segments, count: image!.pointee.segment_count)
              .map { $0.start..<$0.end }))
      }, images)
  }
  return images
}

/// The functions of a traceback, innermost first, each once for its parts in a row.
private func functions(of site: UInt32) -> [String] {
  let symbolizer = Symbolizer(images: loadedImages())
  let bit: UInt64 = 1 << 63
  return traceback(site).frames.compactMap { frame in
    let address: CodeAddress =
      frame & bit == 0 ? .returnAddress(ReturnAddress(frame)) : .programCounter(ProgramCounter(frame & ~bit))
    return symbolizer.symbolize(address.programCounter).frames.first?.function
  }
}

extension RecorderSuites {
  @Suite struct AsyncTracebackTests {
    @Test func aTracebackOfAsyncCodeFollowsItsCallersAndNotItsExecutor() async {
      _ = change {}
      let block = addresses(40)
      #expect(await outerWork(block) == 3)
      let names = functions(of: recordedBlock(block)!.site)
      record_release(block)
      let works = names.compactMap { name in ["inner", "middle", "outer"].first { name.contains("\($0)Work") } }
      #expect(works == ["inner", "middle", "outer"], "\(names)")
      #expect(!names.contains { $0.contains("swift_job_run") })
    }

    @Test func aChildTasksTracebackEndsInItsClosure() async {
      _ = change {}
      let block = addresses(41)
      await withTaskGroup(of: Void.self) { group in group.addTask { _ = await middleWork(block) } }
      let names = functions(of: recordedBlock(block)!.site)
      record_release(block)
      #expect(names.contains { $0.contains("middleWork") })
      // Beyond the closure stand only the thunks through which the runtime calls it.
      let outermost = names.last { !$0.contains("thunk helper") }
      #expect(outermost?.contains("aChildTasksTracebackEndsInItsClosure") == true, "\(names)")
    }
  }
}
