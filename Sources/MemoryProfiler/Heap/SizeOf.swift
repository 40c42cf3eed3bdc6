import HeapGraph

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder
#endif

/// How many bytes a value takes: its own, and those of the blocks that hold nothing but the value itself.
///
/// That is what Python's `sys.getsizeof` says of an object. The blocks that count are the storage of an array, dictionary, set or string,
/// and of Foundation's values; the box of an existential that its value is too large for, of an error, and of an indirect case; and the
/// context of a closure. They count for structures, tuples, optionals, enums and existentials with such values in them, too:
///
///     sizeOf(1)                        // 8
///     sizeOf([1, 2, 3])                // 8 for the reference, 32 for the storage's header, 8 for each element
///     sizeOf(Page(title: title))       // MemoryLayout<Page>.size, and the title's storage when it has more than 15 bytes
///
/// Of an object, however its type is written (`Node`, `any Held`, `Any`, `Node?`), it is the object's block, with the stored properties of
/// its superclasses, and the storage that its properties own; the reference to it does not count:
///
///     sizeOf(Node())                   // the instance, and its `children` array's storage, without the children
///
/// Not counted is what a value only refers to: objects in it, what `weak`, `unowned` and `Unmanaged` references and pointers lead to, and
/// the storage of a collection's elements: `sizeOf([[1], [2]])` has one storage, of two references. `deepSize(of:)` follows all of these.
///
/// Storage that several values share counts in full for each, with its unused capacity. What the compiler put into the program, as
/// literals and the storage of empty collections, counts 0. Elsewhere than on Linux only the value's own bytes count.
///
/// May be called on any thread; asking about a type for the first time takes microseconds and locks of the Swift runtime.
public func sizeOf<Value>(_ value: Value) -> Int {
  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  mpr_thread_pause()
  defer { mpr_thread_resume() }
  return shallowSize(value, bytesOfBlock: requestedBytes)
  #else
  return shallowSize(value)
  #endif
}

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
/// As it was recorded; nil for a block that was not.
private func requestedBytes(_ block: UInt) -> Int? {
  var (site, size): (UInt32, Int) = (0, 0)
  return mpr_find_block(UnsafeRawPointer(bitPattern: block), &site, &size) ? size : nil
}
#endif
