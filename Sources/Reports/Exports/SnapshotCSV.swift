import Snapshots

/// A snapshot as a table for spreadsheets and data frames.

extension SymbolizedSnapshot {
  /// Comma-separated values (RFC 4180, UTF-8, lines end in CR LF): a header, and one row for each distinct traceback, since
  /// lines, files and functions can be added up from these, the largest live bytes first.
  ///
  /// `function`, `file` and `line` are the innermost frame (`<unknown>` and 0 where unknown); `truncated` is 1 where
  /// callers are missing; `stack` is the whole traceback as `collapsedStacks` spells it.
  public func csv() -> [UInt8] {
    var collapsing = StackCollapsing(snapshot: self)
    let rows = snapshot.sites.map { (site: $0, stack: collapsing.stack(of: $0)) }
      .sorted {
        ($0.site.live.bytes, $0.site.total.bytes, $1.stack) > ($1.site.live.bytes, $1.site.total.bytes, $0.stack)
      }
    return csvLine(header) + rows.flatMap { csvLine(fields(of: $0.site, stack: $0.stack)) }
  }

  private func fields(of site: AllocationSite, stack: String) -> [String] {
    let innermost = shownAddresses(of: site).first.map { frames(at: $0)[0] } ?? .unknown
    let counts = [site.live, site.total, site.peak].flatMap { [$0.blocks, $0.bytes] }
    return [innermost.function, innermost.file, String(innermost.line)] + counts.map { String($0) }
      + [String(site.temporaryBlocks), site.traceback.isTruncated ? "1" : "0", stack]
  }
}

private let header = [
  "function", "file", "line", "live_blocks", "live_bytes", "total_blocks", "total_bytes", "peak_blocks", "peak_bytes",
  "temporary_blocks", "truncated", "stack",
]

private func csvLine(_ fields: [String]) -> [UInt8] {
  Array((fields.map(csvField).joined(separator: ",") + "\r\n").utf8)
}

/// In quotes where it must be.
private func csvField(_ text: String) -> String {
  let special: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D]
  guard text.utf8.contains(where: special.contains) else { return text }
  return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
