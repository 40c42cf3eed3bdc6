// What the names of a block's places are asked with, and answered by.
import Reports

/// A block's bytes at the time of the question, which may be older than now.
package struct BlockContents {
  package var address: UInt
  /// From its start on.
  package var words: [UInt]

  package init(address: UInt, words: [UInt]) {
    self.address = address
    self.words = words
  }
}

/// What stands at a place in a block.
package struct Property: Hashable, Sendable {
  /// ".children", ".state.loading.name", "[3].name", "[\"key\"]", "captured App.Node".
  package var name: String
  package var ownership: ReferenceOwnership
  /// Of the context of a function: where its code begins.
  package var functionPointer: UInt?
}
