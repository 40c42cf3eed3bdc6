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

extension Snapshot {
  /// The first image that holds the address.
  func imageIndex(of address: CodeAddress) -> Int? { images.firstIndex { $0.contains(address.programCounter) } }
}

/// A site with indices for its addresses and for the frames that are shown.
private struct NumberedSite {
  let site: AllocationSite
  let addresses: [Int]
  let frames: [Int]
}

private func hexadecimal(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }

extension JSONWriter {
  fileprivate mutating func process(_ snapshot: Snapshot) {
    member("format", "swift-memory-profiler snapshot")
    member("version", 1)
    member("creationTime", snapshot.creationTime)
    member("maximumFrames", snapshot.maximumFrames)
    key("totals")
    totals(snapshot.totals)
    key("images")
    lines(snapshot.images) { $0.image($1) }
    key("types")
    lines(snapshot.types) { $0.value($1) }
  }

  private mutating func totals(_ totals: ProcessTotals) {
    object { json in
      json.member("live", totals.live)
      json.member("total", totals.total)
      json.member("peakBytes", totals.peakBytes)
      json.member("droppedBlocks", totals.droppedBlocks)
      json.member("droppedTracebacks", totals.droppedTracebacks)
      json.member("ownBytes", totals.ownBytes)
    }
  }

  private mutating func image(_ image: LoadedImage) {
    object { json in
      json.member("path", image.path)
      json.member("buildID", image.buildIDText)
      json.member("loadBias", hexadecimal(image.loadBias))
      json.key("segments")
      json.array(image.segments) { $0.array([hexadecimal($1.lowerBound), hexadecimal($1.upperBound)]) }
    }
  }

  fileprivate mutating func address(_ address: CodeAddress, frames: [Int], image: Int?) {
    object { json in
      switch address {
      case .returnAddress(let address):
        json.member("address", hexadecimal(address.rawValue))
        json.member("isReturnAddress", true)
      case .programCounter(let address):
        json.member("address", hexadecimal(address.rawValue))
        json.member("isReturnAddress", false)
      }
      json.member("image", image)
      json.key("frames")
      json.array(frames)
    }
  }

  fileprivate mutating func frame(_ frame: SourceFrame) {
    object { json in
      json.member("function", frame.function)
      json.member("file", frame.file)
      json.member("line", frame.line)
    }
  }

  fileprivate mutating func site(_ numbered: NumberedSite) {
    let site = numbered.site
    object { json in
      json.key("addresses")
      json.array(numbered.addresses)
      json.key("frames")
      json.array(numbered.frames)
      json.member("isTruncated", site.traceback.isTruncated)
      json.member("live", site.live)
      json.member("total", site.total)
      json.member("peak", site.peak)
      json.member("temporaryBlocks", site.temporaryBlocks)
      json.key("liveByType")
      json.array(site.liveByType) { $0.typeTotal($1) }
    }
  }

  private mutating func typeTotal(_ part: TypeTotal) {
    object { json in
      json.member("type", part.type)
      json.member("blocks", part.total.blocks)
      json.member("bytes", part.total.bytes)
    }
  }

  fileprivate mutating func block(_ block: LiveBlock) {
    object { json in
      json.member("address", hexadecimal(block.address))
      json.member("bytes", block.bytes)
      json.member("site", block.site)
      json.member("type", block.type)
    }
  }
}

extension BlockTotal: JSONValue {
  func append(to bytes: inout [UInt8]) { bytes += "{\"blocks\":\(blocks),\"bytes\":\(self.bytes)}".utf8 }
}

extension LoadedImage {
  /// In hexadecimal, as file names and other tools spell it; empty when the file has none.
  var buildIDText: String {
    buildID.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
