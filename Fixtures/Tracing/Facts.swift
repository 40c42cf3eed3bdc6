import Glibc
import MemoryProfiler

/// Prints one line for the tests.
func fact(_ name: String, _ value: some Any) { print("\(name): \(value)") }

/// A block that the optimizer cannot remove: it escapes into libc.
@inline(never)
func touch(_ count: Int) -> UnsafeMutableRawPointer {
  let block: UnsafeMutableRawPointer = malloc(count)
  memset(block, 1, count)
  return block
}

/// What `body` changes in the traced memory. Printing allocates, so figures are taken before anything is printed.
func tracedBy(_ body: () -> Void) -> Int {
  let before = AllocationTracer.tracedMemory.current
  body()
  return AllocationTracer.tracedMemory.current - before
}

/// The error that `body` throws, as text; "none".
func errorOf(_ body: () throws -> Void) -> String {
  do { try body() } catch { return "\(error)" }
  return "none"
}

/// Runs `body` on a thread of its own and waits for it.
func onThread(_ body: @escaping () -> Void) {
  final class Box {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { argument in
      Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
      return nil
    }, Unmanaged.passRetained(Box(body)).toOpaque())
  pthread_join(thread, nil)
}
