import Snapshots

/// A heap profile for pprof: https://github.com/google/pprof/blob/main/proto/profile.proto, whose field numbers these are.

extension SymbolizedSnapshot {
  /// A `perftools.profiles.Profile`, not yet compressed; files hold it in gzip.
  ///
  /// The sample types are those of Go's heap profiles: `alloc_objects`, `alloc_space`, `inuse_objects` and, shown by default,
  /// `inuse_space`. Every allocation was recorded (period 1), so values are exact. A location is one address that
  /// tracebacks show; functions inlined there are its lines. What could not be recorded is said in the comments, which
  /// `pprof -comments` prints.
  public func pprofProfile() -> [UInt8] {
    var builder = ProfileBuilder(snapshot: self)
    return builder.profile()
  }
}

private struct ProfileBuilder {
  let snapshot: SymbolizedSnapshot
  private var message = ProtobufMessage()
  private var strings = Numbering<String>()
  /// nil is that of tracebacks without addresses. Ids are one more than the numbers here, 0 being none.
  private var locations = Numbering<CodeAddress?>()
  private var functions = Numbering<Function>()

  private struct Function: Hashable {
    let name: String
    let file: String
  }

  init(snapshot: SymbolizedSnapshot) {
    self.snapshot = snapshot
    // Index 0 must be the empty string.
    _ = strings.number(of: "")
  }

  /// Each table is complete once what refers to it was written.
  mutating func profile() -> [UInt8] {
    header()
    for site in snapshot.snapshot.sites { sample(site) }
    for image in snapshot.snapshot.images.enumerated() { mapping(image.element, id: image.offset + 1) }
    for location in locations.elements.enumerated() { self.location(location.element, id: location.offset + 1) }
    for function in functions.elements.enumerated() { self.function(function.element, id: function.offset + 1) }
    for string in strings.elements { message.text(6, string) }
    return message.bytes
  }

  private mutating func header() {
    valueType(1, "alloc_objects", "count")
    valueType(1, "alloc_space", "bytes")
    valueType(1, "inuse_objects", "count")
    valueType(1, "inuse_space", "bytes")
    message.integer(9, snapshot.snapshot.creationTime.nanoseconds)
    valueType(11, "space", "bytes")
    message.integer(12, 1)
    message.integers(13, snapshot.snapshot.losses.map { strings.number(of: $0) })
    message.integer(14, strings.number(of: "inuse_space"))
  }

  private mutating func valueType(_ field: UInt64, _ type: String, _ unit: String) {
    let (type, unit) = (strings.number(of: type), strings.number(of: unit))
    message.message(field) {
      $0.integer(1, type)
      $0.integer(2, unit)
    }
  }

  private mutating func sample(_ site: AllocationSite) {
    let values = [site.total.blocks, site.total.bytes, site.live.blocks, site.live.bytes]
    if values.allSatisfy({ $0 == 0 }) { return }
    let addresses: [CodeAddress?] = snapshot.shownAddresses(of: site)
    let ids = (addresses.isEmpty ? [nil] : addresses).map { locations.number(of: $0) + 1 }
    message.message(2) {
      $0.integers(1, ids)
      $0.integers(2, values)
    }
  }

  /// The file's first segment, which begins with the ELF header, is taken to begin at file offset 0.
  private mutating func mapping(_ image: LoadedImage, id: Int) {
    let (path, buildID) = (strings.number(of: image.path), strings.number(of: image.buildIDText))
    message.message(3) {
      $0.integer(1, id)
      $0.unsigned(2, image.segments.first?.lowerBound ?? 0)
      $0.unsigned(3, image.segments.last?.upperBound ?? 0)
      $0.integer(5, path)
      $0.integer(6, buildID)
      // Of what is here nothing needs to be symbolized again.
      for field in 7...10 { $0.flag(UInt64(field), true) }
    }
  }

  private mutating func location(_ address: CodeAddress?, id: Int) {
    let lines = (address.map { snapshot.frames(at: $0) } ?? [.unknown]).map { frame in
      let function = Function(name: frame.function, file: frame.knownFile ?? "")
      return (function: functions.number(of: function) + 1, line: frame.line)
    }
    let image = address.flatMap { snapshot.snapshot.imageIndex(of: $0) }
    message.message(4) {
      $0.integer(1, id)
      $0.integer(2, image.map { $0 + 1 } ?? 0)
      $0.unsigned(3, address?.programCounter.rawValue ?? 0)
      for line in lines {
        $0.message(4) {
          $0.integer(1, line.function)
          $0.integer(2, line.line)
        }
      }
    }
  }

  /// Without a system name: pprof takes a name that equals it for one to demangle, and strips what it believes to be
  /// C++ templates.
  private mutating func function(_ function: Function, id: Int) {
    let (name, file) = (strings.number(of: function.name), strings.number(of: function.file))
    message.message(5) {
      $0.integer(1, id)
      $0.integer(2, name)
      $0.integer(4, file)
    }
  }
}

extension Snapshot {
  /// What is missing, one line a kind.
  fileprivate var losses: [String] {
    let losses = [
      ("Blocks not recorded for lack of memory", totals.droppedBlocks),
      ("Blocks recorded without their traceback for lack of memory", totals.droppedTracebacks),
      ("Tracebacks without their outermost callers", sites.count { $0.traceback.isTruncated }),
    ]
    return losses.filter { $0.1 != 0 }.map { "\($0.0): \($0.1)" }
  }
}

extension Duration {
  /// Wraps around beyond what 64 bits hold.
  fileprivate var nanoseconds: Int {
    Int(truncatingIfNeeded: components.seconds) &* 1_000_000_000
      &+ Int(truncatingIfNeeded: components.attoseconds / 1_000_000_000)
  }
}
