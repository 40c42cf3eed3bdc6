#if os(Linux)
import CHeapPicture

extension HeapGraph {
  /// Takes the picture and looks through it. The caller has made sure that what this thread allocates is not recorded.
  /// - Parameters:
  ///   - source: asked when no other thread captures any more: it says how much room is needed.
  ///   - ways: 1 << mph_way of those to try; 0: all.
  package init(capturing source: @autoclosure () -> HeapSource, ways: UInt32 = 0) throws(HeapGraphError) {
    self.init(storage: try HeapCapture.run(source, ways: ways))
    Self.countCapture()
  }

  /// What earlier calls left on the stack below keeps nothing alive from here on.
  @inline(__always) package static func clearStack() { mph_clear_stack() }
}
#endif
