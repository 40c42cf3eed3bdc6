// Programs that give the profiler a hard time, one a subcommand. Each prints its own result line and ends with a status
// that is not the default, so that a test sees whether either was changed.
import Glibc
import MemoryProfiler

/// A block that the optimizer cannot remove: it escapes into libc.
@inline(never)
func touch(_ count: Int) -> UnsafeMutableRawPointer {
  let block = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 16)
  memset(block, 1, count)
  return block
}

@Profiled
func allocateTwice() -> Int {
  let first = touch(1000)
  let second = touch(2000)
  first.deallocate()
  second.deallocate()
  return 3000
}

@Profiled(output: .file("/nonexistent/folder/table.txt"))
func writesToNowhere() -> Int {
  touch(10).deallocate()
  return 10
}

@Profiled
func calledOften(_ n: Int) -> Int {
  let block = touch(n % 7 + 1)
  defer { block.deallocate() }
  return n
}

// swift-format-ignore
@Profiled func onOneLine() -> Int { for _ in 0..<3 { touch(8).deallocate() }; return 1 }

/// Each to its own place, chosen by the caller.
func outputs(file: String) {
  profile("to a file", options: ProfileOptions(output: .file(file))) { touch(100).deallocate() }
  profile("to a file again", options: ProfileOptions(output: .file(file))) { touch(100).deallocate() }
  profile("to standard error", options: ProfileOptions(output: .standardError)) { touch(100).deallocate() }
  let handler = ProfileOptions(columns: [.traced, .time], output: .handler { print("handled: \($0)") })
  profile("to a handler", options: handler) { step in
    step("sleep") { _ = usleep(20_000) }
  }
  profile("classic", options: ProfileOptions(columns: .classic, precision: 3)) { touch(100).deallocate() }
}

@Profiled
func exits() -> Never {
  let block = touch(500)
  block.deallocate()
  print("result \(allocateTwice())")
  exit(42)
}

@Profiled
func manyThreads() -> Int {
  var sum = 0
  for _ in 0..<10_000 {
    sum += onThread { Int(bitPattern: touch(64)) == 0 ? 0 : 1 }
  }
  return sum
}

/// Runs `body` on a thread of its own and waits for it.
func onThread(_ body: @escaping () -> Int) -> Int {
  final class Box {
    let body: () -> Int
    var result = 0
    init(_ body: @escaping () -> Int) { self.body = body }
  }
  let box = Box(body)
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { argument in
      let box = Unmanaged<Box>.fromOpaque(argument!).takeUnretainedValue()
      box.result = box.body()
      return nil
    }, Unmanaged.passUnretained(box).toOpaque())
  pthread_join(thread, nil)
  return box.result
}

@_silgen_name("fork") private func forkProcess() -> Int32

@Profiled
func forks() -> Int {
  let before = touch(100)
  fflush(nil)
  let child = forkProcess()
  let after = touch(200)
  if child == 0 {
    before.deallocate()
    after.deallocate()
    exit(7)
  }
  var status: Int32 = 0
  waitpid(child, &status, 0)
  return Int(status >> 8)
}

func blocks() {
  profile("with steps") { step in
    let block = step("allocate") { touch(1000) }
    step("release") { block.deallocate() }
  }
  profile("without steps") {
    let block = touch(1000)
    block.deallocate()
  }
}

#sourceLocation(file:"/nonexistent/Gone.swift",line:1)
func withoutSource() {
  profile("source is gone") { step in
    let block = step("allocate") { touch(1000) }
    step("release") { block.deallocate() }
  }
}
#sourceLocation()

switch CommandLine.arguments.dropFirst().first {
case "table": print("result \(allocateTwice())")
case "unwritable": print("result \(writesToNowhere())")
case "calls": print("result \((0..<10_000).reduce(0) { $0 + calledOften($1) })")
case "oneline": print("result \(onOneLine() + onOneLine())")
case "outputs":
  outputs(file: CommandLine.arguments[2])
  print("result 0")
case "exits": exits()
case "threads": print("result \(manyThreads())")
case "fork": print("result \(forks())")
case "blocks":
  blocks()
  print("result 0")
case "quiet": blocks()
case "gone":
  withoutSource()
  print("result 0")
default:
  print("Robustness: name one of table, calls, oneline, outputs, unwritable, exits, threads, fork, blocks, quiet, gone")
}
exit(3)
