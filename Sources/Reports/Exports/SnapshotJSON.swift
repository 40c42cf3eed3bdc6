import Snapshots

/// A snapshot as JSON, with everything that is in it.

extension SymbolizedSnapshot {
  /// One JSON object. Version 1 has these members; a later release may add others, and raises `version` when one of these
  /// changes its meaning:
  ///
  /// - `format`: `"swift-memory-profiler snapshot"`; `version`: 1.
  /// - `creationTime`: seconds since 1970-01-01 00:00 UTC; `maximumFrames`: so many were kept of a traceback.
  /// - `totals`: the process's `live`, `total`, `peakBytes`, and what was lost, `droppedBlocks` and `droppedTracebacks`;
  ///   `ownBytes` is the recorder's address space. A count is an object, `{"blocks":2,"bytes":48}`.
  /// - `images`: `path`, `buildID` in hexadecimal, `loadBias`, and the memory of each of the `segments`, end exclusive.
  ///   Memory addresses are strings, `"0x7f00"`: not every reader's numbers hold them.
  /// - `types`: the names of types.
  /// - `frames`: `function`, `file`, `line`; `"<unknown>"` and line 0 where unknown.
  /// - `addresses`: `address`, as recorded; `isReturnAddress`, whether that is where a call returns to; `image`, an index into
  ///   `images`, or null; `frames`, the indices of what it is called where it is shown, inlined functions first.
  /// - `sites`, one for each distinct traceback: `addresses`, all that were recorded, and `frames`, as shown, both as
  ///   indices, innermost first; `isTruncated`, whether callers are missing; the counts `live`, `total` and `peak`;
  ///   `temporaryBlocks`; `liveByType`, of live blocks whose `type`, an index into `types`, is known.
  /// - `blocks`: the live blocks if they were listed: `address`, `bytes`, `site`, and `type` or null.
  public func json() -> [UInt8] {
    var tables = Tables(snapshot: self)
    let sites = snapshot.sites.map { tables.numbered($0) }
    var json = JSONWriter()
    json.object { json in
      json.process(snapshot)
      json.key("addresses")
      json.lines(zip(tables.addresses.elements, tables.framesOfAddress)) { json, entry in
        json.address(entry.0, frames: entry.1, image: snapshot.imageIndex(of: entry.0))
      }
      json.key("frames")
      json.lines(tables.frames.elements) { $0.frame($1) }
      json.key("sites")
      json.lines(sites) { $0.site($1) }
      json.key("blocks")
      json.lines(snapshot.blocks) { $0.block($1) }
    }
    json.endLine()
    return json.bytes
  }
}

/// What sites have in common and refer to by index.
private struct Tables {
  let snapshot: SymbolizedSnapshot
  var frames = Numbering<SourceFrame>()
  var addresses = Numbering<CodeAddress>()
  var framesOfAddress: [[Int]] = []

  mutating func numbered(_ site: AllocationSite) -> NumberedSite {
    let all = site.traceback.frames.map { number(of: $0) }
    var shown = snapshot.shownAddresses(of: site).flatMap { framesOfAddress[number(of: $0)] }
    if shown.isEmpty { shown = [frames.number(of: .unknown)] }
    return NumberedSite(site: site, addresses: all, frames: shown)
  }

  private mutating func number(of address: CodeAddress) -> Int {
    let number = addresses.number(of: address)
    if number == framesOfAddress.count {
      framesOfAddress.append(snapshot.frames(at: address).map { frames.number(of: $0) })
    }
    return number
  }
}

/// A site with indices for its addresses and for the frames that are shown.
struct NumberedSite {
  let site: AllocationSite
  let addresses: [Int]
  let frames: [Int]
}

extension Snapshot {
  /// The first image that holds the address.
  func imageIndex(of address: CodeAddress) -> Int? { images.firstIndex { $0.contains(address.programCounter) } }
}
