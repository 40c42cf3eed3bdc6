/// The colours of a plot by what they are for, on a light and on a dark background.

/// What is painted.
public enum PlotColor: Hashable, Sendable {
  case background, text, muted, grid, frame
  /// The program's RSS.
  case resident
  /// The program's live bytes.
  case traced
  case peak
  /// One of colours that are told apart, for children and functions; again from the first after the last.
  case palette(Int)

  private static let lightPalette: [UInt32] = [
    0x1A7F37, 0x8250DF, 0x0E7C86, 0xBF3989, 0x7A5C00, 0x4C51BF, 0x5C7A1F, 0xA0522D, 0x2B6CB0, 0x6B7280,
  ]
  private static let darkPalette: [UInt32] = [
    0x56D364, 0xC297FF, 0x4DD0DB, 0xFF7BC0, 0xE3B341, 0x9AA5FF, 0xB5D76B, 0xE8A37A, 0x79C0FF, 0xA8B1BD,
  ]

  /// 0xRRGGBB on white.
  public var light: UInt32 {
    switch self {
    case .background: 0xFFFFFF
    case .text: 0x1F2328
    case .muted: 0x656D76
    case .grid: 0xE4E8EC
    case .frame: 0x9AA4AF
    case .resident: 0x0B5FCC
    case .traced: 0xE36209
    case .peak: 0xCF222E
    case .palette(let index): Self.lightPalette[index % Self.lightPalette.count]
    }
  }

  /// 0xRRGGBB on near black.
  public var dark: UInt32 {
    switch self {
    case .background: 0x0D1117
    case .text: 0xE6EDF3
    case .muted: 0x8D96A0
    case .grid: 0x21262D
    case .frame: 0x484F58
    case .resident: 0x58A6FF
    case .traced: 0xF0883E
    case .peak: 0xFF6B6B
    case .palette(let index): Self.darkPalette[index % Self.darkPalette.count]
    }
  }

  /// A colour of the 256 that terminals have, readable on black and on white.
  var terminal: Int {
    switch self {
    case .background, .text: 7
    case .muted, .grid, .frame: 244
    case .resident: 33
    case .traced: 208
    case .peak: 197
    case .palette(let index): [35, 134, 37, 169, 136, 105, 106, 173, 74, 245][index % 10]
    }
  }
}
