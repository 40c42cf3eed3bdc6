// Threads have stacks as small as their makers want; a snapshot's buffers are not for them.
#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import Glibc
import HeapGraph
import Testing

@testable import MemoryProfiler

/// Runs a function on a thread with a stack of 128 KiB, where an overflow ends the process.
private func onSmallStack(_ body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?) -> Bool {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setstacksize(&attributes, 128 << 10)
  var thread = pthread_t()
  guard pthread_create(&thread, &attributes, body, nil) == 0 else { return false }
  var result: UnsafeMutableRawPointer?
  return pthread_join(thread, &result) == 0 && result != nil
}

@Suite struct SmallStackTests {
  @Test func aSnapshotFitsOnASmallStack() {
    let isTaken = onSmallStack { _ in
      let snapshot = withoutRecording { SnapshotCapture.everything(listingBlocks: true) }
      return UnsafeMutableRawPointer(bitPattern: snapshot.images.count)
    }
    #expect(isTaken)
  }

  @Test func blocksAreTypedOnASmallStack() {
    let isTyped = onSmallStack { _ in
      final class Object {}
      let object = Object()
      var types = BlockTypes(images: LoadedImage.all())
      let block = BlockExtent(address: UInt(bitPattern: Unmanaged.passUnretained(object).toOpaque()), bytes: 24)
      var found: Int32 = -1
      withUnsafePointer(to: block) { block in
        withUnsafeMutablePointer(to: &found) { found in
          types.classify(
            UnsafeBufferPointer(start: block, count: 1), into: UnsafeMutableBufferPointer(start: found, count: 1))
        }
      }
      withExtendedLifetime(object) {}
      return UnsafeMutableRawPointer(bitPattern: Int(found) + 1)
    }
    #expect(isTyped)
  }

  @Test func residentBytesAreCountedOnASmallStack() {
    #expect(
      onSmallStack { _ in
        UnsafeMutableRawPointer(bitPattern: residentBytes(from: UInt(pthread_self()), count: 1))
      })
  }
}
#endif
