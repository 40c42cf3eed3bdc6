import Snapshots

/// A snapshot as a table for spreadsheets and data frames.

extension SymbolizedSnapshot {
  /// Comma-separated values (RFC 4180, UTF-8, lines end in CR LF): a header, and one row for each distinct traceback, since
  /// lines, files and functions can be added up from these, the largest live bytes first.
  ///
  /// `function`, `file` and `line` are the innermost frame (`<unknown>` and 0 where unknown); `truncated` is 1 where
  /// callers are missing; `stack` is the whole traceback as `collapsedStacks` spells it.
  public func csv() -> [UInt8] {
    var (table, spelling) = ([UInt8](), StackSpelling(self))
    table.append(row: header.map { Array($0.utf8) })
    for site in sitesByLiveBytes {
      table.append(row: fields(of: site).map { Array($0.utf8) } + [spelling.stack(of: site)])
    }
    return table
  }

  /// Those of one size by what was allocated in all, and then as they come.
  private var sitesByLiveBytes: [AllocationSite] {
    let sites = snapshot.sites
    return sites.indices.sorted {
      (sites[$0].live.bytes, sites[$0].total.bytes, $1) > (sites[$1].live.bytes, sites[$1].total.bytes, $0)
    }
    .map { sites[$0] }
  }

  /// All but the stack.
  private func fields(of site: AllocationSite) -> [String] {
    let innermost = shownAddresses(of: site).first.map { frames(at: $0)[0] } ?? .unknown
    let counts = [site.live, site.total, site.peak].flatMap { [$0.blocks, $0.bytes] }
    return [innermost.function, innermost.file, String(innermost.line)] + counts.map { String($0) }
      + [String(site.temporaryBlocks), site.traceback.isTruncated ? "1" : "0"]
  }
}

private let header = [
  "function", "file", "line", "live_blocks", "live_bytes", "total_blocks", "total_bytes", "peak_blocks", "peak_bytes",
  "temporary_blocks", "truncated", "stack",
]

private let quote = UInt8(ascii: "\"")

extension [UInt8] {
  fileprivate mutating func append(row fields: [[UInt8]]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { append(UInt8(ascii: ",")) }
      append(field: field)
    }
    self += "\r\n".utf8
  }

  /// In quotes where it must be.
  private mutating func append(field: [UInt8]) {
    guard field.contains(where: { $0 == quote || $0 == UInt8(ascii: ",") || $0 == 0x0A || $0 == 0x0D }) else {
      self += field
      return
    }
    append(quote)
    for byte in field {
      append(byte)
      if byte == quote { append(quote) }
    }
    append(quote)
  }
}
