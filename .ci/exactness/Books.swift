// Foundation's coding, text and dictionaries.
import Foundation

struct Book: Codable {
  let title: String
  let year: Int
  let tags: [String]
}

let books = (0..<300).map { number in
  Book(title: "Book number \(number)", year: 1900 + number % 120, tags: (0..<number % 5).map { "tag \($0)" })
}
let encoder = JSONEncoder()
encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
let data = try encoder.encode(books)
let byYear = Dictionary(grouping: try JSONDecoder().decode([Book].self, from: data), by: \.year)
var text = ""
for year in byYear.keys.sorted() {
  text += "\(year): " + byYear[year]!.map(\.title).joined(separator: ", ").uppercased() + "\n"
}
let words = text.components(separatedBy: " ").filter { $0.contains("1") }
print(data.count, byYear.count, words.count, text.replacingOccurrences(of: "BOOK", with: "b").count)
