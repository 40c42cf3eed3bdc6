#if os(Linux)
/// Memory of the profiler's own that for a while holds addresses of the program's blocks, or what stands in them.
///
/// Not malloc's: the next block there would look as if it referred to them, and a leak would have a referrer.
package struct OwnBuffer<Element: BitwiseCopyable>: ~Copyable {
  package let elements: UnsafeMutableBufferPointer<Element>
  private let isMapped: Bool

  /// Not initialized.
  package init(capacity: Int) {
    let mapping = OwnMappings.map(Self.bytes(capacity))
    isMapped = mapping != nil
    elements =
      mapping.map {
        UnsafeMutableBufferPointer(start: $0.bindMemory(to: Element.self, capacity: capacity), count: capacity)
      } ?? .allocate(capacity: capacity)  // a process may have no mapping left: better a leak unseen than none seen
  }

  deinit {
    if isMapped, let start = elements.baseAddress {
      OwnMappings.unmap(UnsafeMutableRawPointer(start), Self.bytes(elements.count))
    } else {
      elements.deallocate()
    }
  }

  private static func bytes(_ capacity: Int) -> Int { max(capacity, 1) * MemoryLayout<Element>.stride }
}
#endif
