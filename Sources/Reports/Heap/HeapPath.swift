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

  /// The root, then a line for each object: the property that holds it, an arrow, its type. A reference that is not strong is
  /// marked; steps that repeat, as those of a linked list do, stand once with their number. Ends without a newline, as all of these texts.
  ///
  ///     global App.cache
  ///       → App.Cache
  ///       .entries → _DictionaryStorage<String, App.Entry>
  ///       ["user-1"] → App.Entry
  ///
  /// - Parameter limit: how many lines follow the root, the last of them the object's; those left out are counted. nil for all.
  public func rendered(limit: Int? = nil) -> String {
    let arrivals = steps.first.map { ["→ \(shortTypeName($0.type))"] + steps.arrivals } ?? []
    return ([root] + shortened(folded(arrivals), to: limit).map { "  " + $0 }).text
  }
}

extension HeapPath: CustomStringConvertible {
  /// All steps.
  public var description: String { rendered() }
}
