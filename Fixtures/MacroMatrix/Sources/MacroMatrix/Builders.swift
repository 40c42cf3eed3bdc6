// Result builders inside a function; closures given to them must stay as they are.
import MemoryProfiler

@resultBuilder
enum ListBuilder {
  static func buildBlock(_ parts: [String]...) -> [String] { parts.flatMap { $0 } }
  static func buildExpression(_ part: String) -> [String] { [part] }
  static func buildOptional(_ part: [String]?) -> [String] { part ?? [] }
  static func buildEither(first part: [String]) -> [String] { part }
  static func buildEither(second part: [String]) -> [String] { part }
  static func buildArray(_ parts: [[String]]) -> [String] { parts.flatMap { $0 } }
}

func list(@ListBuilder _ make: () -> [String]) -> [String] { make() }

@Profiled
func builds(_ n: Int) -> [String] {
  let names = list {
    "first"
    if n > 1 {
      "many"
    }
    for i in 0..<n {
      "item \(i)"
    }
    let x = n * 2
    "\(x)"
  }
  return names
    + list {
      "single"
    }
}

@Profiled
func movedInside(_ n: Int) -> [String] {
  @ListBuilder
  func inner() -> [String] {
    "inner"
    if n > 1 { "more" } else { "less" }
  }
  return inner()
}

@ProfiledMembers
struct Page {
  var title: String
  @ListBuilder func body() -> [String] {
    title
    "body"
  }
}

@MainActor func checkBuilders() {
  expect(builds(2), ["first", "many", "item 0", "item 1", "4", "single"])
  expect(movedInside(1), ["inner", "less"])
  expect(Page(title: "t").body(), ["t", "body"])
}
