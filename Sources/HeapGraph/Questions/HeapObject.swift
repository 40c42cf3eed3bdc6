/// A live block of a heap graph. Keeps the graph, not the object.
public struct HeapObject: Sendable {
  #if os(Linux)
  /// Not its address: that, somewhere in memory, would be a reference in a later capture.
  let block: UInt32
  let storage: HeapStorage

  init(_ block: UInt32, _ storage: HeapStorage) {
    self.block = block
    self.storage = storage
  }

  /// "App.Item", "Swift._ContiguousArrayStorage<App.Item>"; what has no type is named by its owner: "memory of App.Buffer".
  public var type: String { storage.name(block) }
  /// Requested bytes.
  public var bytes: Int { storage.bytes(block) }
  /// Where it stood when the heap was captured. Whoever keeps this number keeps, in the eyes of a later capture, the object.
  public var address: UInt { storage.address(block) }
  #else
  public var type: String { "" }
  public var bytes: Int { 0 }
  public var address: UInt { 0 }
  #endif
}

extension HeapObject: Hashable {
  public static func == (left: HeapObject, right: HeapObject) -> Bool {
    #if os(Linux)
    left.block == right.block && left.storage === right.storage
    #else
    true
    #endif
  }

  public func hash(into hasher: inout Hasher) {
    #if os(Linux)
    hasher.combine(block)
    #endif
  }
}

extension HeapObject: CustomStringConvertible {
  /// "App.Item (48 B)".
  public var description: String { "\(type) (\(bytes) B)" }
}
