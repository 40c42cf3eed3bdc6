import Snapshots

/// Names the Swift or C++ type of live blocks by what stands in them.
///
/// Other threads may go on allocating and freeing: memory is read in a way that cannot fault, and what was read is checked before
/// the Swift runtime is asked for a name. A block that changes meanwhile is unknown or gets a type that stood there. One
/// value may serve many snapshots, on one thread at a time; it remembers the types that it has met.
package struct BlockTypes {
  #if os(Linux)
  private var classifier: BlockClassifier
  private var layouts: TypeLayouts
  #endif

  /// - Parameter images: where compilers' metadata lies. A type in an image loaded later stays unknown.
  package init(images: [LoadedImage]) {
    #if os(Linux)
    self.init(images: images, reader: .live)
    #endif
  }

  #if os(Linux)
  /// - Parameter reader: reads what stands in blocks; a block's metadata, which never changes, is read where it is.
  package init(images: [LoadedImage], reader: MemoryReader) {
    let ranges = ImageRanges(images)
    classifier = BlockClassifier(images: ranges, reader: reader)
    layouts = TypeLayouts(images: ranges)
  }
  #endif

  /// The types met so far: "Swift._ContiguousArrayStorage<Catalog.Item>", "closure context (Swift.Int)", "task slab".
  package var names: [String] {
    #if os(Linux)
    classifier.names
    #else
    []
    #endif
  }

  /// Writes for each block an index into `names`, −1 where the type is unknown (elsewhere than on Linux, everywhere).
  ///
  /// Asking for the name of a type met for the first time allocates and takes locks of the Swift runtime; the caller must hold none
  /// that an allocation needs.
  ///
  /// - Parameters:
  ///   - blocks: ascending by address; in any other order it is only slow.
  ///   - types: as many as there are blocks.
  package mutating func classify(
    _ blocks: UnsafeBufferPointer<BlockExtent>, into types: UnsafeMutableBufferPointer<Int32>
  ) {
    precondition(blocks.count == types.count, "There must be room for one type for each block.")
    #if os(Linux)
    classifier.classify(blocks, into: types)
    #else
    types.update(repeating: -1)
    #endif
  }

  #if os(Linux)
  /// The first words met so far that have a type, in no order, with its index into `names`; −1 where more than the first word tells the
  /// type, as in error boxes and CoreFoundation's objects.
  package func knownFirstWords() -> [(word: UInt, type: Int32)] { classifier.knownFirstWords }

  /// What of a block with this first word is to be looked through for references. Asks the runtime as `classify` does.
  package mutating func policy(ofFirstWord word: UInt) -> ScanPolicy { layouts.policy(ofFirstWord: word) }
  #endif
}
