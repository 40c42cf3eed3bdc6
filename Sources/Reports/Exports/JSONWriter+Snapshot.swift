import Snapshots

/// The parts of a snapshot as JSON; what they mean is said at `SymbolizedSnapshot.json()`.

private func hexadecimal(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }

extension JSONWriter {
  mutating func process(_ snapshot: Snapshot) {
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

  mutating func address(_ address: CodeAddress, frames: [Int], image: Int?) {
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

  mutating func frame(_ frame: SourceFrame) {
    object { json in
      json.member("function", frame.function)
      json.member("file", frame.file)
      json.member("line", frame.line)
    }
  }

  mutating func site(_ numbered: NumberedSite) {
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

  mutating func block(_ block: LiveBlock) {
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
