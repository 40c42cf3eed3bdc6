/// Books by title and by each word of it.
public final class Catalog {
  public private(set) var books: [Book] = []
  private var byWord: [Substring: [Book]] = [:]

  public init() {}

  /// A line each: title, tab, author.
  public func add(_ text: String) {
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "\t")
      let book = Book(title: String(fields[0]), author: String(fields[1]), catalog: self)
      books.append(book)
      for word in line.split(separator: " ") { byWord[word, default: []].append(book) }
    }
  }

  public func books(withWord word: String) -> [Book] { byWord[word[...]] ?? [] }
}

public final class Book {
  public let title: String
  public let author: String
  let catalog: Catalog

  init(title: String, author: String, catalog: Catalog) {
    self.title = title
    self.author = author
    self.catalog = catalog
  }
}
