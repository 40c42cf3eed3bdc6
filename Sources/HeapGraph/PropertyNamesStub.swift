#if os(Linux)
import Reports
import Snapshots
package struct BlockContents { package var address: UInt; package var words: [UInt] }
package struct Property { package var name: String; package var ownership: ReferenceOwnership; package var functionPointer: UInt? }
package struct PropertyNames { package init(images: [LoadedImage]) {}
  package mutating func property(at offset: Int, in block: BlockContents) -> Property? { nil } }
#endif
