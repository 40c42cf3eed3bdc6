import Snapshots

/// Where the memory of a running process was allocated, kept from one reading to the next: only tracebacks that are new are
/// looked at, of these only the innermost addresses that decide, and of these only the ones nobody asked for yet.
public struct LivePlaces: Sendable {
  private struct Site {
    let traceback: Traceback
    var live = BlockTotal.zero
    /// Ever allocated; now, and at the reading before.
    var allocated = 0, allocatedBefore = 0
    /// Live when it was last marked.
    var marked = BlockTotal.zero
    /// Index into `frames`; nil as long as nothing decides.
    var place: Int?
    /// So many of its innermost addresses have no frames; the first of these with a fallback stands in.
    var searched = 0
    var fallback: Int?
  }

  private enum Name {
    case frame(Int)
    case none(fallback: Int?)

    var isNothing: Bool {
      if case .none(nil) = self { true } else { false }
    }
  }

  /// As the recording has them, which adds new ones anywhere and takes none away.
  private var sites: [Site] = []
  private var frames: [SourceFrame] = []
  private var frameNumbers: [SourceFrame: Int] = [:]
  private var names: [CodeAddress: Name] = [:]
  private var images: [LoadedImage] = []
  /// Indices of sites without a place, those with the most live bytes last.
  private var waiting: [Int] = []

  /// Nothing was read.
  public init() {}

  /// How many tracebacks have no place yet.
  public var unnamedCount: Int { waiting.count }
  /// How many there are.
  public var count: Int { sites.count }

  /// Takes over the counts of a later moment.
  public mutating func update(_ snapshot: Snapshot) {
    if images != snapshot.images { forgetNames(snapshot.images) }
    merge(snapshot.sites)
    waiting = sites.indices.filter { sites[$0].place == nil }
      .sorted { (sites[$0].live.bytes, $1) < (sites[$1].live.bytes, $0) }
  }

  /// Growth counts from here.
  public mutating func mark() {
    for index in sites.indices { sites[index].marked = sites[index].live }
  }

  /// A library that was opened later gives names to addresses that had none; what has a name keeps it.
  private mutating func forgetNames(_ images: [LoadedImage]) {
    let isGrown = Set(self.images).isSubset(of: images)
    names = isGrown ? names.filter { !$0.value.isNothing } : [:]
    self.images = images
    for index in sites.indices { (sites[index].place, sites[index].searched, sites[index].fallback) = (nil, 0, nil) }
  }

  private mutating func merge(_ new: [AllocationSite]) {
    var merged: [Site] = []
    merged.reserveCapacity(new.count)
    let isFirst = sites.isEmpty
    var next = 0
    for site in new {
      let isKnown = next < sites.count && sites[next].traceback == site.traceback
      var known = isKnown ? sites[next] : Site(traceback: site.traceback)
      next += isKnown ? 1 : 0
      (known.live, known.allocatedBefore) = (site.live, isFirst ? site.total.blocks : known.allocated)
      known.allocated = site.total.blocks
      merged.append(known)
    }
    let isContinued = next == sites.count
    sites = merged
    // Some are gone: the process cleared its tracer, and counts from zero.
    if !isContinued { beginAnew() }
  }

  private mutating func beginAnew() {
    for index in sites.indices {
      sites[index].marked = .zero
      sites[index].allocatedBefore = 0
    }
  }
}

extension LivePlaces {
  /// Finds places for tracebacks, those with the most live bytes first.
  /// - Parameters:
  ///   - limit: about how many addresses to ask for at most.
  ///   - symbolize: gives the addresses of such a snapshot their functions.
  public mutating func name(limit: Int, _ symbolize: (Snapshot) -> SymbolizedSnapshot) {
    var (asked, isAsked, deferred) = ([CodeAddress](), Set<CodeAddress>(), [Int]())
    while asked.count < limit, let site = waiting.popLast() {
      if findPlace(of: site) { continue }
      deferred.append(site)
      let undecided = sites[site].traceback.frames.dropFirst(sites[site].searched).prefix(Self.lookAhead)
      asked += undecided.filter { names[$0] == nil && isAsked.insert($0).inserted }
    }
    if !asked.isEmpty {
      let asking = [AllocationSite(traceback: Traceback(frames: asked))]
      learn(asked, symbolize(Snapshot(sites: asking, images: images, maximumFrames: asked.count, creationTime: .zero)))
    }
    waiting += deferred.reversed().filter { !findPlace(of: $0) }
  }

  /// Most allocations are made in a library without lines, called by one that has them.
  private static var lookAhead: Int { 4 }

  private mutating func learn(_ addresses: [CodeAddress], _ symbolized: SymbolizedSnapshot) {
    for address in addresses {
      let answer = symbolized.answer(for: address)
      if let frame = answer?.frames.first {
        names[address] = .frame(number(of: frame))
      } else {
        names[address] = .none(fallback: (answer?.fallback).map { number(of: $0) })
      }
    }
  }

  /// False when an address has to be asked for first.
  private mutating func findPlace(of site: Int) -> Bool {
    let addresses = sites[site].traceback.frames
    while sites[site].searched < addresses.count {
      guard let name = names[addresses[sites[site].searched]] else { return false }
      switch name {
      case .frame(let number):
        sites[site].place = number
        return true
      case .none(let fallback):
        sites[site].fallback = sites[site].fallback ?? fallback
        sites[site].searched += 1
      }
    }
    sites[site].place = sites[site].fallback ?? number(of: .unknown)
    return true
  }

  private mutating func number(of frame: SourceFrame) -> Int {
    if let known = frameNumbers[frame] { return known }
    frameNumbers[frame] = frames.count
    frames.append(frame)
    return frames.count - 1
  }
}

/// What was allocated at one place of the source, all tracebacks that end there together.
public struct LivePlace: Hashable, Sendable {
  /// The innermost function and line of the tracebacks that has a line.
  public var frame: SourceFrame
  /// Now.
  public var live: BlockTotal
  /// Live bytes now minus those when growth was last marked.
  public var growth: Int
  /// Blocks allocated since the reading before.
  public var recent: Int
  /// Blocks ever allocated.
  public var allocated: Int

  /// What was counted there.
  public init(frame: SourceFrame, live: BlockTotal = .zero, growth: Int = 0, recent: Int = 0, allocated: Int = 0) {
    (self.frame, self.live, self.growth, self.recent, self.allocated) = (frame, live, growth, recent, allocated)
  }
}

extension LivePlaces {
  /// The distinct places of the tracebacks that have one, in no particular order.
  public var all: [LivePlace] {
    var totals = frames.map { LivePlace(frame: $0) }
    for site in sites {
      guard let place = site.place else { continue }
      totals[place].live += site.live
      totals[place].growth += site.live.bytes - site.marked.bytes
      totals[place].recent += max(0, site.allocated - site.allocatedBefore)
      totals[place].allocated += site.allocated
    }
    return totals.filter { $0.allocated > 0 }
  }
}
