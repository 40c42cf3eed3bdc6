/// A function at an address: the one that was compiled there, or one inlined into it.
public struct SymbolizedFrame: Sendable {
  private var name: Name
  /// Innermost: the line of the address. Further out: where the frame inside was inlined. As recorded: the line may be 0.
  public var location: SourcePosition?
  /// Whether the function has no code of its own here but was inlined into the next frame.
  public var isInlined: Bool

  /// No wider than a reference: a traceback has hundreds of frames.
  enum Name: Sendable {
    case unknown
    indirect case plain(String)
    /// To be demangled.
    case linkage(LinkageName)
    indirect case both(String, linkage: String)
  }

  /// A frame with the name to show and, where there is one, the mangled name.
  public init(function: String, linkageName: String? = nil, location: SourcePosition? = nil, isInlined: Bool = false) {
    name = linkageName.map { .both(function, linkage: $0) } ?? .plain(function)
    self.location = location
    self.isInlined = isInlined
  }

  /// A function whose name is demangled when somebody asks for it; nil: an unknown function.
  init(linkageName: LinkageName?, location: SourcePosition? = nil) {
    name = linkageName.map { .linkage($0) } ?? .unknown
    self.location = location
    isInlined = false
  }

  init(name: Name, location: consuming SourcePosition?, isInlined: Bool) {
    self.name = name
    self.location = location
    self.isInlined = isInlined
  }

  var isUnknown: Bool {
    if case .unknown = name { true } else { false }
  }

  /// The name in the symbol table, mangled; nil where debug information gives only a plain name.
  public var linkageName: String? {
    switch name {
    case .unknown, .plain: nil
    case .linkage(let name): name.text
    case .both(_, linkage: let name): name
    }
  }

  /// The demangled name; the linkage name where there is nothing to demangle; `<unknown>` where there is no name.
  ///
  /// Demangled at the first access, which takes some microseconds, and kept for all frames of the function that one
  /// `Symbolizer` gives.
  public var function: String {
    switch name {
    case .unknown: "<unknown>"
    case .plain(let name), .both(let name, linkage: _): name
    case .linkage(let name): name.function
    }
  }

  /// What tells the function from others: the linkage name, without one the plain name.
  fileprivate var identity: String? {
    switch name {
    case .unknown: nil
    case .linkage(let name): name.text
    case .plain(let name), .both(_, linkage: let name): name
    }
  }
}

/// The linkage name is the function's identity; only where there is none is it the plain name.
extension SymbolizedFrame: Hashable {
  /// Frames are equal by their linkage names: demangling is not needed to tell.
  public static func == (left: SymbolizedFrame, right: SymbolizedFrame) -> Bool {
    left.identity == right.identity && left.location == right.location && left.isInlined == right.isInlined
  }

  /// Agrees with `==`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(identity)
    hasher.combine(location)
    hasher.combine(isInlined)
  }
}
