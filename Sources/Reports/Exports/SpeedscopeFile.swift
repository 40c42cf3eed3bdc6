import Snapshots

/// The file format of speedscope, https://www.speedscope.app/file-format-schema.json.

extension SymbolizedSnapshot {
  /// One JSON file with two `sampled` profiles over the same frames, `Bytes` and `Allocations`: a sample for each distinct
  /// stack, outermost frame first, its weight the bytes or the number of blocks.
  ///
  /// Frames have no `file` and no `line` where these are unknown. Stacks that come to nothing or less are left out: the
  /// format knows no negative weights. Of temporary blocks only the number is known, so the second profile is shown first.
  /// - Parameters:
  ///   - name: what speedscope shows as the title, such as the name of the snapshot's file.
  ///   - count: which of the site's counts to show.
  public func speedscopeFile(
    named name: String, of count: KeyPath<AllocationSite, BlockTotal> = \.live
  ) -> [UInt8] {
    let stacks = MergedStacks(self, of: count) { $0 }
    let bytes = SampledProfile(name: "Bytes", unit: "bytes", weights: stacks.totals.map(\.bytes))
    let blocks = SampledProfile(name: "Allocations", unit: "none", weights: stacks.totals.map(\.blocks))
    var json = JSONWriter()
    json.object { json in
      json.member("$schema", "https://www.speedscope.app/file-format-schema.json")
      json.member("name", name)
      json.member("activeProfileIndex", bytes.end == 0 && blocks.end > 0 ? 1 : 0)
      json.key("shared")
      json.object { json in
        json.key("frames")
        json.lines(stacks.frames) { $0.speedscopeFrame($1) }
      }
      json.key("profiles")
      json.array([bytes, blocks]) { $1.write(stacks.stacks, to: &$0) }
    }
    json.endLine()
    return json.bytes
  }
}

private struct SampledProfile {
  let name: String
  let unit: String
  /// By stack.
  let weights: [Int]

  /// The stacks that have a sample.
  private var shown: [Int] { weights.indices.filter { weights[$0] > 0 } }
  /// The sum of the weights.
  var end: Int { weights.reduce(0) { $0 + max(0, $1) } }

  func write(_ stacks: [[Int]], to json: inout JSONWriter) {
    json.object { json in
      json.member("type", "sampled")
      json.member("name", name)
      json.member("unit", unit)
      json.member("startValue", 0)
      json.member("endValue", end)
      json.key("samples")
      json.lines(shown) { json, stack in json.array(stacks[stack]) }
      json.key("weights")
      json.array(shown.map { weights[$0] })
    }
  }
}

extension JSONWriter {
  fileprivate mutating func speedscopeFrame(_ frame: SourceFrame) {
    object { json in
      json.member("name", frame.function)
      if let file = frame.knownFile { json.member("file", file) }
      if frame.line > 0 { json.member("line", frame.line) }
    }
  }
}
