// Roots as people call them.
#if os(Linux)
import CHeapScan
import Glibc

func currentThread() -> Int32 { Int32(truncatingIfNeeded: syscallGetThread()) }

/// Swift's Glibc module does not have gettid.
private func syscallGetThread() -> Int {
  typealias GetThread = @convention(c) () -> pid_t
  guard let function = dlsym(nil, "gettid") else { return Int(getpid()) }
  return Int(unsafeBitCast(function, to: GetThread.self)())
}

extension HeapStorage {
  /// "global App.cache", "stack of thread 12 \"worker\"".
  func text(of root: mhs_root) -> String {
    switch source(of: root) {
    case .variables(let image):
      if let name = source.names.variable(UInt(root.place)) { return "variable \(TypeNames.readable(name))" }
      return "variable in \(fileName(image))"
    case .stack(let thread, let name): return "stack of \(text(thread, name))"
    case .threadStorage(let thread, let name): return "thread-local storage of \(text(thread, name))"
    case .registers(let thread, let name): return "register of \(text(thread, name))"
    case .mapping: return "memory that was mapped at 0x\(String(root.place, radix: 16))"
    case .unknownBlocks: return "a block that was allocated before blocks were recorded"
    }
  }

  /// The same in a census, where one line stands for many.
  func ownerText(of root: mhs_root) -> String {
    switch source(of: root) {
    case .variables(let image): fileName(image)
    case .stack, .registers: "threads' stacks"
    case .threadStorage: "thread-local storage"
    case .mapping: "mappings"
    case .unknownBlocks: "blocks from before the recording"
    }
  }

  private func text(_ thread: Int32, _ name: String) -> String {
    thread == getpid() ? "the main thread" : name.isEmpty ? "thread \(thread)" : "thread \(thread) \"\(name)\""
  }

  private func fileName(_ image: Int) -> String {
    source.images[image].path.split(separator: "/").last.map(String.init) ?? "the program"
  }
}
#endif
