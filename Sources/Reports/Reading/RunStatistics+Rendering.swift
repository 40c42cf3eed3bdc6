import Snapshots

/// The statistics as text and as JSON.

extension RunStatistics {
  /// - Parameter width: of a terminal, in characters: longer lines are cut off.
  package func rendered(paths: PathSpelling = PathSpelling(folder: nil), width: Int? = nil) -> String {
    let parts = [
      histogram, allocators, top("Most bytes allocated", topByBytes, paths),
      top("Most allocations", topByBlocks, paths),
    ]
    return run.text + parts.map { $0.map { $0.cut(to: width) + "\n" }.joined() }.joined(separator: "\n")
  }

  private static let barWidth = 40

  private var histogram: [String] {
    if let missingSizes { return ["Sizes: " + missingSizes] }
    let most = buckets.reduce(1) { max($0, $1.blocks) }
    let all = buckets.reduce(0) { $0 + $1.blocks }
    var grid = TextGrid([("Size", .right), ("Blocks", .right), ("Share", .right), ("", .left)])
    for bucket in buckets {
      let bar = bar(Double(bucket.blocks) / Double(most))
      grid.append([sizesText(bucket.sizes), bucket.blocks.grouped, shareText(bucket.blocks, of: all), bar])
    }
    return grid.lines()
  }

  /// In eighths of a character; what is there, however little, is seen.
  private func bar(_ share: Double) -> String {
    let eighths = Int((share * Double(Self.barWidth * 8)).rounded(.up))
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }

  private var allocators: [String] {
    guard let sizes else { return [] }
    let all = AllocationSizes.blockAllocators.reduce(0) { $0 + sizes.blocks(by: $1) }
    var grid = TextGrid([("Allocator", .left), ("Blocks", .right), ("Share", .right)])
    for allocator in AllocationSizes.blockAllocators {
      let blocks = sizes.blocks(by: allocator)
      grid.append([allocator.name, blocks.grouped, shareText(blocks, of: all)])
    }
    let mappings = sizes.blocks(by: .mmap)
    return grid.lines() + (mappings > 0 ? ["mmap: \(mappings.grouped) anonymous mappings, in no other count"] : [])
  }

  private func top(_ title: String, _ rows: [PlaceTable.Row], _ paths: PathSpelling) -> [String] {
    var grid = TextGrid([("Bytes", .right), ("Allocations", .right), ("Place", .left), ("Function", .left)])
    for row in rows {
      let (counts, frame) = (row.counts.allocations, row.place.frames[0])
      grid.append([sizeText(counts.bytes), counts.blocks.grouped, frame.placeText(paths), frame.function])
    }
    return [title + ":"] + grid.lines()
  }

  /// One JSON object. Version 1 has `format`, `version`, `command` and `process` (null for a snapshot), `total` and `live` as
  /// `{"blocks":2,"bytes":48}`, `peakBytes`, `sizes` (from the smallest class of sizes to the largest: `least`, `most`,
  /// `blocks`; null where they are not known), `allocators` (name → blocks, or null), `topByBytes` and `topByBlocks` (`file`,
  /// `line`, `function`, `bytes`, `blocks`).
  package func json() -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("format", "swift-memory-profiler stats")
      json.member("version", 1)
      json.key("command")
      json.array(run.command)
      json.member("process", run.process?.id)
      json.member("total", run.totals.total)
      json.member("live", run.totals.live)
      json.member("peakBytes", run.totals.peakBytes)
      json.key("sizes")
      json.sizes(sizes == nil ? nil : buckets)
      json.key("allocators")
      json.allocators(sizes)
      json.key("topByBytes")
      json.lines(topByBytes) { $0.place($1) }
      json.key("topByBlocks")
      json.lines(topByBlocks) { $0.place($1) }
    }
    json.endLine()
    return json.bytes
  }
}

/// `16–31 B`, `1–2 KiB`: with a unit the upper end is the next class's lower one.
private func sizesText(_ sizes: ClosedRange<UInt64>) -> String {
  if sizes.upperBound < 1024 {
    return sizes.count == 1 ? "\(sizes.lowerBound) B" : "\(sizes.lowerBound)–\(sizes.upperBound) B"
  }
  let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
  let exponent = sizes.lowerBound.trailingZeroBitCount
  let low = 1 << (exponent % 10)
  return low == 512
    ? "512 \(units[exponent / 10])–1 \(units[exponent / 10 + 1])" : "\(low)–\(2 * low) \(units[exponent / 10])"
}

extension JSONWriter {
  fileprivate mutating func sizes(_ buckets: [RunStatistics.Bucket]?) {
    guard let buckets else { return value(Int?.none) }
    lines(buckets) { json, bucket in
      json.object { json in
        json.member("least", Int(clamping: bucket.sizes.lowerBound))
        json.member("most", Int(clamping: bucket.sizes.upperBound))
        json.member("blocks", bucket.blocks)
      }
    }
  }

  fileprivate mutating func allocators(_ sizes: AllocationSizes?) {
    guard let sizes else { return value(Int?.none) }
    object { json in
      for allocator in AllocationSizes.Allocator.allCases { json.member(allocator.name, sizes.blocks(by: allocator)) }
    }
  }

  fileprivate mutating func place(_ row: PlaceTable.Row) {
    let (counts, frame) = (row.counts.allocations, row.place.frames[0])
    object { json in
      json.member("file", frame.file)
      json.member("line", frame.line)
      json.member("function", frame.function)
      json.member("bytes", counts.bytes)
      json.member("blocks", counts.blocks)
    }
  }
}
