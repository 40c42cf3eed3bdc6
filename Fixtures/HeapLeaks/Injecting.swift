// Losing objects for good: nothing on the stack and in no register remembers what a leak was made of.
import Dispatch
import Glibc

/// The optimizer must believe that somebody else knows the object: it removes what nobody sees, or puts it on the stack.
/// The address goes into a system call, which refuses it.
@inline(never)
func escape(_ object: AnyObject) { escape(UnsafeRawPointer(Unmanaged.passUnretained(object).toOpaque())) }

@inline(never)
func escape(_ address: UnsafeRawPointer) { _ = write(-1, address, 0) }

/// Runs `make` far below this frame, then writes zeros over all that it left on the stack.
@inline(never)
func inject(_ count: Int = 10, _ make: () -> Void) {
  useFreedBlocks()
  farBelow(100) { for _ in 0..<count { make() } }
  useFreedBlocks()
  overwriteStack()
  overwriteWorkersStacks()
}

/// Those of the threads that run tasks and Dispatch's blocks.
private func overwriteWorkersStacks() {
  for _ in 0..<4 { DispatchQueue.concurrentPerform(iterations: 16) { _ in overwriteStack() } }
  runBlocking {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<16 { group.addTask { overwriteStack() } }
    }
  }
}

private nonisolated(unsafe) var usedBlocks: [UnsafeMutableRawPointer?] = []

/// What comes next has addresses that no block had before, and none that is on a stack by chance. Nor has it a neighbour
/// that is free, which malloc's own variables know.
private func useFreedBlocks() {
  usedBlocks.reserveCapacity(10_000)
  for size in stride(from: 16, through: 1024, by: 16) {
    for _ in 0..<50 { usedBlocks.append(calloc(1, size)) }
  }
}

@inline(never)
private func farBelow(_ depth: Int, _ body: () -> Void) {
  if depth == 0 { body() } else { farBelow(depth - 1, body) }
  // Something is left to do here, so that the call does not become a jump.
  _ = write(-1, nil, 0)
}

/// In one frame: several would have words between them that nobody writes.
@inline(never)
func overwriteStack() {
  var room = InlineArray<16384, UInt>(repeating: 0)
  withUnsafeMutableBytes(of: &room) { bytes in
    memset(bytes.baseAddress!, 0, bytes.count)
    escape(UnsafeRawPointer(bytes.baseAddress!))
  }
}
