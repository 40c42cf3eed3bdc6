#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// Where the threads of this process have their stacks, running ones included, without stopping or asking any.
import CProcessMemory
import Glibc

enum ThreadStacks {
  /// An address on the stack of each thread but the main one (whose map the kernel names); nil for a thread that ended
  /// meanwhile, or that the C library did not make and that runs.
  static func ofOtherThreads() -> [UInt?] {
    let process = getpid()
    return ProcFile.numbers(in: "/proc/self/task").filter { $0 != process }.map { thread in
      // The control block lies at the top of the stack. Without one, the kernel tells the stack pointer of a thread
      // that waits in a system call.
      let block = mpp_thread_block(thread)
      return block != 0 ? UInt(block) : stackPointer(of: thread)
    }
  }

  /// `0 0x3 … 0x7ffced4b2668 0x7fafcca852ad`: the last two are stack pointer and program counter. `running` has none.
  private static func stackPointer(of thread: Int32) -> UInt? {
    guard let text = try? ProcFile.bytes("/proc/self/task/\(thread)/syscall") else { return nil }
    let fields = String(decoding: text, as: UTF8.self).split { $0 == " " || $0 == "\n" }
    guard fields.count >= 3 else { return nil }
    return UInt(fields[fields.count - 2].dropFirst(2), radix: 16)
  }
}
#endif
