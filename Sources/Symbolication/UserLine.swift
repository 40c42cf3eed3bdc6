#if os(Linux)
  /// The policy of `Symbolizer`: which line a person would call responsible.
  struct UserLine {
    let unit: DebugUnit

    /// Rows to look through in one direction; a function whose code goes on for longer without a line has none.
    private let mostRows = 4096

    init(unit: DebugUnit) { self.unit = unit }

    func find(
      _ address: UInt64, chain: [Int32], row: Int?, location: SourceLocation?
    ) -> (SourceLocation, LocationOrigin)? {
      if let location, location.isWritten { return (location, .lineRow) }
      if let call = firstCall(chain) { return (call, .inlinedCall) }
      guard let function = chain.last else { return nil }
      if let row, let near = neighbour(of: row, chain: chain) { return (near, .neighbouringRow) }
      if let place = unit.declaration(of: function), place.isWritten { return (place, .declaration) }
      return nil
    }

    private func firstCall(_ chain: [Int32]) -> SourceLocation? {
      for scope in chain {
        if let call = unit.detail(of: scope).call, call.isWritten { return call }
      }
      return nil
    }

    private func neighbour(of row: Int, chain: [Int32]) -> SourceLocation? {
      firstLine(from: row, step: -1, chain: chain) ?? firstLine(from: row, step: 1, chain: chain)
    }

    /// The first line of the rows on one side that belong to the chain's function; the search ends where that does.
    private func firstLine(from row: Int, step: Int, chain: [Int32]) -> SourceLocation? {
      var next = row + step
      for _ in 0..<mostRows where unit.rows.indices.contains(next) {
        let other = unit.scopes.chain(at: unit.rows.address(next))
        guard other.last == chain.last else { return nil }
        if let location = seen(next, in: other, from: chain), location.isWritten { return location }
        next += step
      }
      return nil
    }

    /// The row's line from the innermost scope that both chains share: its own, or that of the call which was inlined
    /// into the shared scope.
    private func seen(_ row: Int, in other: [Int32], from chain: [Int32]) -> SourceLocation? {
      guard let shared = other.firstIndex(where: chain.contains) else { return nil }
      return shared == 0 ? unit.location(ofRow: row) : unit.detail(of: other[shared - 1]).call
    }
  }
#endif
