// inout, borrowing, consuming, noncopyable types.
import MemoryProfiler

struct Token: ~Copyable {
  var id: Int
  var log: [Int] = []

  @Profiled
  init(id: Int) {
    self.id = id
    log.append(id)
  }

  @Profiled borrowing func read() -> Int { id }
  @Profiled mutating func change() { id += 1 }
  @Profiled
  consuming func finish() -> Int {
    let last = id
    return last
  }
  @Profiled consuming func renamed(_ id: Int) -> Token {
    self.id = id
    return self
  }
}

struct Handle: ~Copyable {
  var n: Int
  @Profiled
  consuming func close() -> Int {
    let last = n
    discard self
    return last
  }
  deinit { print("", terminator: "") }
}

@Profiled
func swapped(_ a: inout Int, _ b: inout Int) {
  let old = a
  a = b
  b = old
}

@Profiled func made(_ n: Int) -> Token { Token(id: n) }
@Profiled func passedOn(_ token: consuming Token) -> Token { token }

@Profiled
func borrowed(_ token: borrowing Token) -> Int {
  token.read() + 1
}

@Profiled
func consumed(_ token: consuming Token) -> Int {
  token.change()
  let moved = consume token
  return moved.finish()
}

// swift-format-ignore: ReplaceForEachWithForLoop
@Profiled
func inoutInClosure(_ xs: inout [Int]) -> Int {
  [1, 2, 3].forEach { x in
    let y = x * 2
    xs.append(y)
  }
  xs.withUnsafeMutableBufferPointer { buffer in
    buffer[0] = 9
    buffer[1] = 8
  }
  return xs.count
}

@Profiled func consumingArray(_ xs: consuming [Int]) -> [Int] {
  xs.append(1)
  return xs
}

@MainActor func checkOwnership() {
  var (a, b) = (1, 2)
  swapped(&a, &b)
  expect(a, 2)
  expect(made(3).read(), 3)
  expect(borrowed(made(3)), 4)
  expect(consumed(passedOn(made(3))), 4)
  expect(made(1).renamed(5).finish(), 5)
  expect(Handle(n: 3).close(), 3)
  var xs: [Int] = [0]
  expect(inoutInClosure(&xs), 4)
  expect(xs, [9, 8, 4, 6])
  expect(consumingArray([0]), [0, 1])
}
