/// A function at an address: the one that was compiled there, or one inlined into it.
public struct SymbolizedFrame: Sendable {
  /// The name in the symbol table, mangled; nil where debug information gives only a plain name.
  public var linkageName: String?
  /// Innermost: the line of the address. Further out: where the frame inside was inlined. As recorded: the line may be 0.
  public var location: SourceLocation?
  /// Whether the function has no code of its own here but was inlined into the next frame.
  public var isInlined: Bool
  /// nil: to be demangled from the linkage name.
  private var plainName: String?

  public init(function: String, linkageName: String? = nil, location: SourceLocation? = nil, isInlined: Bool = false) {
    plainName = function
    self.linkageName = linkageName
    self.location = location
    self.isInlined = isInlined
  }

  /// A function whose name is demangled when somebody asks for it; nil: an unknown function.
  init(linkageName: String?, location: SourceLocation? = nil) {
    self.linkageName = linkageName
    self.location = location
    isInlined = false
  }

  var isUnknown: Bool { linkageName == nil && plainName == nil }

  /// The demangled name; the linkage name where there is nothing to demangle.
  ///
  /// Demangled at each access, which takes some microseconds: keep it, and group by `linkageName`.
  public var function: String {
    if let plainName { return plainName }
    return linkageName.map { demangled($0) ?? $0 } ?? "<unknown>"
  }
}

/// The linkage name is the function's identity; only where there is none is it the plain name.
extension SymbolizedFrame: Hashable {
  private var identity: String? { linkageName ?? plainName }

  public static func == (left: SymbolizedFrame, right: SymbolizedFrame) -> Bool {
    left.identity == right.identity && left.location == right.location && left.isInlined == right.isInlined
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(identity)
    hasher.combine(location)
    hasher.combine(isInlined)
  }
}
