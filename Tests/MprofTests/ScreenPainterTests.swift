import Reports
import Testing

@testable import mprof

private let escape = "\u{1B}"

/// `#expect` takes no mutating calls.
private func expect<Value: Equatable>(
  _ value: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(value == expected, sourceLocation: sourceLocation)
}

@Test func onlyLinesThatChangedAreWritten() {
  var painter = ScreenPainter(hasColors: false)
  _ = painter.update(to: [StyledLine("one"), StyledLine("two")], width: 10)
  let update = painter.update(to: [StyledLine("one"), StyledLine("three")], width: 10)
  #expect(update == "\(escape)[2;1H\(escape)[0m\(escape)[K\(escape)[0mthree\(escape)[0m")
  expect(painter.update(to: [StyledLine("one"), StyledLine("three")], width: 10), "")
}

@Test func anotherNumberOfLinesBeginsAnew() {
  var painter = ScreenPainter(hasColors: false)
  _ = painter.update(to: [StyledLine("one"), StyledLine("two")], width: 10)
  expect(painter.update(to: [StyledLine("one")], width: 10).hasPrefix("\(escape)[2J\(escape)[1;1H"), true)
  painter.forget()
  expect(painter.update(to: [StyledLine("one")], width: 10).contains("one"), true)
}

@Test func theSelectedLineReachesTheEdge() {
  var line = StyledLine("one", .strong)
  line.isSelected = true
  var painter = ScreenPainter(hasColors: true)
  expect(painter.update(to: [line], width: 5).hasSuffix("\(escape)[0;7mone  \(escape)[0m"), true)
}

@Test func withoutColorsGrowthIsBold() {
  var (colored, plain) = (ScreenPainter(hasColors: true), ScreenPainter(hasColors: false))
  let line = [StyledLine("+1 KiB", .growth)]
  expect(colored.update(to: line, width: 9).contains("\(escape)[0;31m+1 KiB"), true)
  expect(plain.update(to: line, width: 9).contains("\(escape)[0;1m+1 KiB"), true)
}
