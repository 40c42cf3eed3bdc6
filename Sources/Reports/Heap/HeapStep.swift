/// How a reference keeps its object.
public enum ReferenceOwnership: String, Hashable, Sendable {
  case strong
  case weak
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

  /// An object and the reference in it.
  public init(type: String, property: String? = nil, ownership: ReferenceOwnership = .strong) {
    self.type = type
    self.property = property
    self.ownership = ownership
  }
}

/// What keeps an object alive: a root and the references from there on.
public struct HeapPath: Hashable, Sendable {
  /// "global App.cache", "stack of thread 12 \"worker\" in App.run()", "thread-local storage of thread 12".
  public var root: String
  /// The last one is the object itself.
  public var steps: [HeapStep]

  /// A root and what follows.
  public init(root: String, steps: [HeapStep]) {
    self.root = root
    self.steps = steps
  }
}
