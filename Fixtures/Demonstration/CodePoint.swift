/// One line of Unicode's UnicodeData.txt: an assigned code point and some of its properties.
final class CodePoint {
  let value: UInt32
  let name: String
  let category: String
  let decomposition: [UInt32]

  /// nil for a line that does not have the file's form: fields separated by semicolons, the first a hexadecimal number.
  init?(_ line: Substring) {
    let fields = line.split(separator: ";", omittingEmptySubsequences: false)
    guard fields.count == 15, let value = UInt32(fields[0], radix: 16) else { return nil }
    self.value = value
    name = String(fields[1])
    category = String(fields[2])
    decomposition = fields[5].split(separator: " ").compactMap { UInt32($0, radix: 16) }
  }
}
