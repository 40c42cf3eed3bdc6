/// How wide text is, so that what is beside it can be placed without asking a font.

/// Text as wide as it is in DejaVu Sans, one of the widest of its kind: in other fonts it takes less room.
enum TextExtent {
  /// Of U+0020 to U+007E, in hundredths of the size.
  private static let widths: [Int] = [
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
    84,
    84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69,
    39,
    34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59,
    59,
    52, 64, 34, 64, 84,
  ]

  /// In pixels, for a size in pixels. Bold text is about an eighth wider.
  static func width(of text: String, size: Double, isBold: Bool = false) -> Double {
    let hundredths = text.unicodeScalars.reduce(0) { sum, scalar in
      let index = Int(scalar.value) - 0x20
      return sum + (widths.indices.contains(index) ? widths[index] : scalar.value < 0x1100 ? 66 : 100)
    }
    return Double(hundredths) / 100 * size * (isBold ? 1.125 : 1)
  }

  /// The text, or as much of its beginning, and of its end where `keepsEnd` says so, as fits with an ellipsis.
  static func fitted(
    _ text: String, into room: Double, size: Double, isBold: Bool = false, keepsEnd: Bool = false
  ) -> String {
    if width(of: text, size: size, isBold: isBold) <= room { return text }
    var characters = Array(text)
    // What is far too long would be measured too often.
    let most = max(2, Int(room / (0.27 * size)))
    if characters.count > most && !keepsEnd { characters = Array(characters.prefix(most)) }
    while characters.count > 1 {
      let cut = keepsEnd ? characters.count / 2 : characters.count - 1
      characters.remove(at: cut)
      let head = characters[..<min(cut, characters.count)]
      let shortened = String(head) + "…" + String(characters[min(cut, characters.count)...])
      if width(of: shortened, size: size, isBold: isBold) <= room { return shortened }
    }
    return "…"
  }
}
