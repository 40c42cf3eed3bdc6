/// How a reference keeps its object.
public enum ReferenceOwnership: String, Hashable, Sendable {
  /// As long as it is there.
  case strong
  /// Not at all: it becomes nil.
  case weak
  /// Not at all: `unowned`.
  case unowned
  /// `unowned(unsafe)`, `Unmanaged`, or a pointer.
  case unmanaged
}

/// One object of a path or cycle, and the reference in it that leads on.
public struct HeapStep: Hashable, Sendable {
  /// "Catalog.Parent", "closure at Family.swift:12"; what has no type is named by its owner, or "48 B block".
  public var type: String
  /// ".children", "[0]", ".cases.payload", "captured self"; nil where the type says nothing about the place, and in the last step
  /// of a path.
  public var property: String?
  /// Of the reference that leads on.
  public var ownership: ReferenceOwnership
  /// Requested bytes of the object; nil where they are not told. What hangs on a leak's path has its exact size only when
  /// the objects of the path have theirs.
  public var bytes: Int?

  /// An object and the reference in it.
  public init(type: String, property: String? = nil, ownership: ReferenceOwnership = .strong, bytes: Int? = nil) {
    self.type = type
    self.property = property
    self.ownership = ownership
    self.bytes = bytes
  }
}
