/// Numbers distinct values from 0 on, in the order in which they are first asked for.
struct Numbering<Element: Hashable> {
  /// The element with number n is `elements[n]`.
  private(set) var elements: [Element] = []
  private var numbers: [Element: Int] = [:]

  mutating func number(of element: Element) -> Int {
    if let known = numbers[element] { return known }
    numbers[element] = elements.count
    elements.append(element)
    return elements.count - 1
  }
}
