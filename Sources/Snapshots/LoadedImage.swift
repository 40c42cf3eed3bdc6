/// An ELF file in the memory of the recorded process.
public struct LoadedImage: Hashable, Sendable {
  /// The file's path when it was loaded; empty when the loader gave none.
  public var path: String
  /// The `NT_GNU_BUILD_ID` note; empty when the file has none.
  public var buildID: [UInt8]
  /// What the loader added to the file's virtual addresses.
  public var loadBias: UInt64
  /// The loaded segments, in memory, ascending.
  public var segments: [Range<UInt64>]

  /// An image as the loader placed it.
  public init(path: String, buildID: [UInt8] = [], loadBias: UInt64, segments: [Range<UInt64>]) {
    self.path = path
    self.buildID = buildID
    self.loadBias = loadBias
    self.segments = segments
  }

  /// Whether the address lies in one of the segments.
  public func contains(_ address: ProgramCounter) -> Bool {
    segments.contains { $0.contains(address.rawValue) }
  }
}
