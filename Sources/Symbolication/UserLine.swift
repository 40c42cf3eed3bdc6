#if os(Linux)
/// Rows to look through in one direction; a function whose code goes on for longer without a line has none.
private let mostRows = 4096

/// The policy of `Symbolizer`: which line a person would call responsible.
extension UnitContents {
  /// `scope` is the innermost at the address, `row` and `place` are the address's own.
  func userLine(
    _ address: UInt64, scope: Int32, row: Int?, place: UnitPlace?
  ) -> (place: UnitPlace, origin: LocationOrigin)? {
    if let place, files.isWritten(place) { return (place, .lineRow) }
    if scope < 0 { return nil }
    if let call = firstCall(scope) { return (call, .inlinedCall) }
    if let row, let near = neighbour(of: row, at: address, scope: scope) { return (near, .neighbouringRow) }
    if let place = declaration(of: scopes.function(of: scope)), files.isWritten(place) { return (place, .declaration) }
    return nil
  }

  private func firstCall(_ innermost: Int32) -> UnitPlace? {
    var scope = innermost
    while scopes.parent(of: scope) >= 0 {
      if let call = call(of: scope), files.isWritten(call) { return call }
      scope = scopes.parent(of: scope)
    }
    return nil
  }

  private func neighbour(of row: Int, at address: UInt64, scope: Int32) -> UnitPlace? {
    let rows = rows.indices(in: scopes.extent(ofFunctionAt: address))
    return firstLine(in: stride(from: row - 1, through: max(rows.lowerBound, row - mostRows), by: -1), scope: scope)
      ?? firstLine(in: stride(from: row + 1, to: min(rows.upperBound, row + mostRows), by: 1), scope: scope)
  }

  /// The first line among rows of the scope's function, as seen from the innermost scope that the row is in too.
  private func firstLine(in indices: some Sequence<Int>, scope: Int32) -> UnitPlace? {
    for index in indices where rows.hasLine(index) {
      let (shared, inlined) = scopes.shared(scopes.innermost(at: rows.address(index)), with: scope)
      if shared < 0 { continue }
      let place = inlined < 0 ? rows.place(index) : call(of: inlined)
      if let place, files.isWritten(place) { return place }
    }
    return nil
  }
}
#endif
