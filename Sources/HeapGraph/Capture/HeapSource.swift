// What a graph needs of its surroundings: the recorder's blocks, and names that only debug information has. This module knows neither.
import Snapshots

#if os(Linux)
import CHeapScan

package struct HeapSource: Sendable {
  /// Lists the live blocks; runs in the frozen copy.
  package var listBlocks: mhs_list_function
  /// False while some block is on its way from one place to another; runs while the other threads stand still.
  package var isGoodMoment: @convention(c) () -> Bool
  /// About how many blocks and requested bytes are live.
  package var live: BlockTotal
  /// Whether no block is unknown. Otherwise what lies between known blocks may be an unknown one and keeps alive what it refers to.
  package var knowsEveryBlock: Bool
  /// The recorder's tables.
  package var ownMemory: [Range<UInt>]
  package var images: [LoadedImage]
  package var names: HeapNames
  /// The site of listed blocks that are the profiler's own; `UInt32.max`: there are none.
  package var ownSite = UInt32.max
  /// Classes to be counted at the very moment of the picture.
  package var tracked: [TrackedClass] = []

  /// A class by its metadata, and where deinitialized instances of it are counted.
  package struct TrackedClass: Sendable {
    package var metadata: UInt
    package var deinitialized: UInt

    package init(metadata: UInt, deinitialized: UInt) {
      self.metadata = metadata
      self.deinitialized = deinitialized
    }
  }

  package init(
    listBlocks: mhs_list_function, isGoodMoment: @convention(c) () -> Bool, live: BlockTotal, knowsEveryBlock: Bool,
    ownMemory: [Range<UInt>], images: [LoadedImage], names: HeapNames
  ) {
    self.listBlocks = listBlocks
    self.isGoodMoment = isGoodMoment
    self.live = live
    self.knowsEveryBlock = knowsEveryBlock
    self.ownMemory = ownMemory
    self.images = images
    self.names = names
  }
}
#endif

/// Names from debug information and recorded tracebacks.
package struct HeapNames: Sendable {
  /// The number of the traceback with which the live block at this address was allocated; nil when that is not known.
  package var site: @Sendable (_ block: UInt) -> UInt32?
  package var traceback: @Sendable (_ site: UInt32) -> SourceTraceback?
  /// The files whose code that traceback runs through.
  package var modules: @Sendable (_ site: UInt32) -> [String]
  /// The function and line of code at a program counter.
  package var code: @Sendable (_ programCounter: UInt) -> SourceFrame?
  /// The variable that holds this address: "App.cache".
  package var variable: @Sendable (_ address: UInt) -> String?

  package init(
    site: @escaping @Sendable (_ block: UInt) -> UInt32?,
    traceback: @escaping @Sendable (_ site: UInt32) -> SourceTraceback?,
    modules: @escaping @Sendable (_ site: UInt32) -> [String],
    code: @escaping @Sendable (_ programCounter: UInt) -> SourceFrame?,
    variable: @escaping @Sendable (_ address: UInt) -> String?
  ) {
    self.site = site
    self.traceback = traceback
    self.modules = modules
    self.code = code
    self.variable = variable
  }
}
