import HeapGraph

/// The bytes of a value with all that it refers to, directly or not: its own, as `MemoryLayout.size`, and the requested bytes of each block
/// that can be reached from it, once. What Pympler's asizeof is. For a class instance without the reference itself.
///
/// Weak and unowned references are not followed; everything else is, so an object that knows its parent has the parent's size, too.
/// Blocks from before recording began are not counted. References are found conservatively: in room that a `Data` or a C buffer has not
/// filled yet, a stale address counts as one.
///
/// Captures the heap for it. For many objects capture once and ask `HeapGraph.deepSize(of:)`.
/// - Throws: `HeapGraphError`, as `HeapGraph.capture()`.
public func deepSize<T>(of value: T) throws(HeapGraphError) -> Int {
  let heap = try HeapGraph.capture()
  let own = T.self is AnyObject.Type ? 0 : MemoryLayout<T>.size
  return own + heap.reachableBytes(from: value)
}
