import Reports

/// What refers to an object.
public struct HeapReference: Hashable, Sendable {
  public enum Referrer: Hashable, Sendable {
    case object(HeapObject)
    /// What is not in the heap: "variable App.cache", "stack of the main thread".
    case root(String)
  }

  public var referrer: Referrer
  /// ".children", "[3].name"; nil for a root, where the referrer's type says nothing about the place, or it has changed since.
  public var property: String?
  public var ownership: ReferenceOwnership
}

extension HeapReference: CustomStringConvertible {
  /// "App.Parent .children", "variable App.cache".
  public var description: String {
    let name =
      switch referrer {
      case .object(let object): object.type
      case .root(let text): text
      }
    return name + (property.map { " \($0)" } ?? "") + (ownership == .strong ? "" : " (\(ownership.rawValue))")
  }
}
