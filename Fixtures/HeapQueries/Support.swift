import Glibc
import MemoryProfiler

/// Prints one line for the tests.
func fact(_ name: String, _ value: some Any) { print("\(name): \(value)") }

/// The optimizer must believe that somebody else knows the object: the address goes into a system call, which refuses it.
@inline(never)
func escape(_ object: AnyObject) { escape(UnsafeRawPointer(Unmanaged.passUnretained(object).toOpaque())) }

@inline(never)
func escape(_ address: UnsafeRawPointer) { _ = write(-1, address, 0) }

/// Runs `body` far below this frame, then writes zeros over all that it left on the stack.
@inline(never)
func farBelow(_ depth: Int = 32, _ body: () -> Void) {
  below(depth, body)
  below(depth * 2) {}
}

@inline(never)
private func below(_ depth: Int, _ body: () -> Void) {
  // Up to 1024 bytes of this kind are always on the stack.
  withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { room in
    memset(room.baseAddress!, 0, room.count)
    if depth == 0 { body() } else { below(depth - 1, body) }
    escape(UnsafeRawPointer(room.baseAddress!))
  }
}

/// What `body` changes in the traced memory. Printing allocates, so figures are taken before anything is printed.
func tracedBy(_ body: () throws -> Void) rethrows -> Int {
  let before = AllocationTracer.tracedMemory.current
  try body()
  return AllocationTracer.tracedMemory.current - before
}

/// The error that `body` throws, as text; "none".
func errorOf(_ body: () throws -> Void) -> String {
  do { try body() } catch { return "\(error)" }
  return "none"
}

/// Runs `body` on a new thread.
func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
  final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let error = pthread_create(
    &thread, nil,
    { argument in
      Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
      return nil
    }, Unmanaged.passRetained(Box(body)).toOpaque())
  precondition(error == 0, "no thread")
  return thread
}
