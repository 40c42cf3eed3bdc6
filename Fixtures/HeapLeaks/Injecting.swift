// Losing objects for good: nothing on the stack and in no register remembers what a leak was made of.
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
  farBelow(8) { for _ in 0..<count { make() } }
  overwriteStack(256)
}

@inline(never)
private func farBelow(_ depth: Int, _ body: () -> Void) {
  // Up to 1024 bytes of this kind are always on the stack.
  withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { room in
    memset(room.baseAddress!, 0, room.count)
    if depth == 0 { body() } else { farBelow(depth - 1, body) }
    escape(UnsafeRawPointer(room.baseAddress!))
  }
}

@inline(never)
func overwriteStack(_ depth: Int) { farBelow(depth) {} }
