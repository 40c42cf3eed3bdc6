import Catalog
import MemoryProfilerTesting
import Testing

@Suite(.noLeaks) struct CatalogTests {
  let text = (1...1000).map { "The \($0). book of tests\tA. Author" }.joined(separator: "\n")

  @Test(.memoryLimit(.kibibytes(256)))
  func aThousandBooksTakeLessThanAQuarterOfAMebibyte() {
    let catalog = Catalog()
    catalog.add(text)
    #expect(catalog.books.count == 1000)
  }
}
