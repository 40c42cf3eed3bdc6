// Functions whose bodies other modules may copy, and other attributes.
import MemoryProfiler

@Profiled
@inlinable
public func inlinable(_ n: Int) -> Int {
  let m = n + 1
  return [m].map { x in
    let y = x * 2
    return y
  }[0]
}

@Profiled @inline(__always) func alwaysInline(_ n: Int) -> Int {
  let m = n + 1
  return m
}

@Profiled @inline(never) func neverInline(_ n: Int) -> Int { n + 1 }

@available(*, deprecated, message: "old")
@Profiled
func old() -> Int { 1 }

@Profiled
public func `default`(`in` n: Int) -> Int { n }

@MainActor func checkAttributes() {
  expect(inlinable(1), 4)
  expect(alwaysInline(1), 2)
  expect(neverInline(1), 2)
  expect(`default`(in: 3), 3)
}
