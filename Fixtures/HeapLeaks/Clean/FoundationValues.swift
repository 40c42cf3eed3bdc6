// What Foundation and its ICU keep on the heap: values, coders, formatters, regular expressions.
import Foundation

private struct Order: Codable, Equatable {
  enum Kind: String, Codable { case book, record }
  struct Line: Codable, Equatable {
    var name: String
    var price: Decimal
    var kind: Kind
    var tags: [String: [Int]]
  }
  var id: UUID
  var date: Date
  var link: URL
  var data: Data
  var lines: [Line]
}

private func makeOrder() -> Order {
  let lines = (0..<20).map { number in
    Order.Line(
      name: "A name that is too long for a small string \(number)", price: Decimal(number) / 7, kind: .book,
      tags: ["first": [1, 2, number], "second of a longer name": []])
  }
  return Order(
    id: UUID(), date: Date(timeIntervalSince1970: 1_700_000_000), link: URL(string: "https://example.com/a/b?c=d#e")!,
    data: Data((0..<200).map { UInt8($0) }), lines: lines)
}

//! foundationValues: in use: no leaks
//! foundationValues: in use: no leaks
//! foundationValues: in use: no leaks
//! foundationValues: afterwards: no leaks
func foundationValues() throws {
  try useCoders()
  try useFormatters()
  try useValues()
  try check("afterwards")
}

private func useCoders() throws {
  let orders = (0..<10).map { _ in makeOrder() }
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
  encoder.dateEncodingStrategy = .iso8601
  let decoder = JSONDecoder()
  decoder.dateDecodingStrategy = .iso8601
  let json = try encoder.encode(orders)
  let decoded = try decoder.decode([Order].self, from: json)
  let list = try PropertyListEncoder().encode(orders)
  let object = try JSONSerialization.jsonObject(with: json, options: [.mutableContainers])
  guard decoded == orders, list.count > 100 else { return print("wrong values") }
  try withExtendedLifetime((orders, encoder, decoder, json, decoded, list, object)) { try check("in use") }
}

private func useFormatters() throws {
  let numbers = NumberFormatter()
  numbers.numberStyle = .currency
  numbers.locale = Locale(identifier: "de_DE")
  let dates = DateFormatter()
  dates.dateStyle = .full
  dates.timeZone = TimeZone(identifier: "Europe/Berlin")
  let bytes = ByteCountFormatter()
  let iso = ISO8601DateFormatter()
  let texts = [
    numbers.string(from: 1234.5), dates.string(from: Date()), bytes.string(fromByteCount: 123_456),
    iso.string(from: Date()), Date().formatted(date: .long, time: .shortened), 12.5.formatted(.percent),
  ]
  let calendar = Calendar(identifier: .gregorian)
  let parts = calendar.dateComponents(in: TimeZone(identifier: "Asia/Tokyo")!, from: Date())
  try withExtendedLifetime((numbers, dates, bytes, iso, texts, calendar, parts)) { try check("in use") }
}

private func useValues() throws {
  let expression = try NSRegularExpression(pattern: "(\\w+)@(\\w+)\\.com")
  let text = String(repeating: "someone@example.com, ", count: 50)
  let matches = expression.matches(in: text, range: NSRange(text.startIndex..., in: text))
  let sorted = NSArray(array: ["b", "a", "c"]).sortedArray { "\($0)".compare("\($1)") }
  var attributes = AttributedString("some text")
  attributes.link = URL(string: "https://example.com/attributed")
  let cache = NSCache<NSString, NSData>()
  for number in 0..<50 { cache.setObject(NSData(data: Data(count: 100)), forKey: "key \(number)" as NSString) }
  let dictionary = NSMutableDictionary(dictionary: ["one": NSNumber(value: 1), "text": NSString(string: text)])
  let set = NSMutableSet(array: [1, "two", Date()])
  var indices = IndexSet(integersIn: 5..<500)
  indices.insert(10_000)
  let slice = Data(count: 100_000)[500..<70_000]
  let distance = Measurement(value: 5, unit: UnitLength.kilometers).converted(to: .miles)
  let characters = CharacterSet.alphanumerics.union(.punctuationCharacters)
  let scanner = Scanner(string: "12 apples")
  let number = scanner.scanInt()
  let words = text.components(separatedBy: characters.inverted) + [text.trimmingCharacters(in: .whitespaces)]
  try withExtendedLifetime((expression, matches, sorted, attributes, cache, dictionary, set)) {
    try withExtendedLifetime((indices, slice, distance, characters, scanner, number, words)) { try check("in use") }
  }
}
