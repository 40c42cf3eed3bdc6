import Snapshots

/// Which blocks a report is about: one of the counts that every site has.
package enum CountedBlocks: String, Hashable, Sendable, CaseIterable {
  /// Live when the process was at its peak.
  case peak
  /// Live at the end, or when a snapshot was taken.
  case end
  /// Ever allocated.
  case total
  /// Released before their thread allocated again: a number without bytes.
  case temporary

  /// For statistics.
  package var keyPath: KeyPath<AllocationSite, BlockTotal> {
    switch self {
    case .peak: \.peak
    case .end: \.live
    case .total: \.total
    case .temporary: \.temporary
    }
  }

  /// As in `Live at the peak, by line`.
  package var phrase: String {
    switch self {
    case .peak: "live at the peak"
    case .end: "live at the end"
    case .total: "allocated in all"
    case .temporary: "freed before the next allocation"
    }
  }

  /// What reports rank by: bytes, where there are any.
  package func weight(of total: BlockTotal) -> Int { self == .temporary ? total.blocks : total.bytes }

  /// `20.4 MiB`, or a number of temporary blocks.
  func amount(_ total: BlockTotal) -> String {
    self == .temporary ? total.blocks.grouped + (total.blocks == 1 ? " block" : " blocks") : sizeText(total.bytes)
  }
}

/// tracemalloc's unit rule: `9280 KiB`, `66 B`.
func sizeText(_ bytes: Int) -> String { sizeText(Double(bytes)) }

/// `66.7%`; nothing where there is no whole. A part that is there, however small, is not 0.
func shareText(_ part: Int, of whole: Int) -> String {
  guard whole > 0, part >= 0 else { return "" }
  let tenths = (Double(part) * 1000 / Double(whole)).rounded()
  guard tenths >= 1 || part == 0 else { return "<0.1%" }
  return Int(min(tenths, 1e15)).decimal(dividedBy: 10, precision: 1) + "%"
}
