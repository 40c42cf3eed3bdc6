// A line of progress, by a clock and a terminal of the test's own.
import Symbolication
import Testing

@Suite final class ProgressLineTests {
  private var time = Duration.seconds(50)
  private var written: [String] = []
  private lazy var line = ProgressLine(now: { [unowned self] in time }, write: { [unowned self] in written.append($0) })

  /// Shows what was done after so many more milliseconds.
  private func show(_ done: Int, after milliseconds: Int) {
    _ = line
    time += .milliseconds(milliseconds)
    line.show("Symbolizing", done, of: 900, "addresses")
  }

  @Test func nothingIsWrittenBeforeASecondHasPassed() {
    show(1, after: 0)
    show(2, after: 999)
    line.finish()
    #expect(written == [])
  }

  @Test func afterASecondTheLineIsWrittenAndRewrittenInPlaceAtMostTenTimesASecond() {
    show(100, after: 1000)
    show(200, after: 99)
    show(300, after: 1)
    #expect(
      written == ["\rSymbolizing: 100 of 900 addresses", "\rSymbolizing: 300 of 900 addresses"])
  }

  @Test func aShorterTextBlanksTheRestOfTheLongerOne() {
    show(100, after: 1000)
    time += .milliseconds(100)
    line.show("Adding up")
    #expect(written.last == "\rAdding up …" + String(repeating: " ", count: 22))
  }

  @Test func finishingRemovesTheLineOnce() {
    show(1, after: 1000)
    line.finish()
    line.finish()
    #expect(written == ["\rSymbolizing: 1 of 900 addresses", "\r" + String(repeating: " ", count: 31) + "\r"])
  }

  @Test func whereNobodyLooksTheClockIsNotAskedAgain() {
    var count = 0
    let line = ProgressLine(
      now: {
        count += 1
        return .seconds(count * 10)
      }, write: nil)
    line.show("Symbolizing", 1, of: 2, "addresses")
    line.show("Adding up")
    line.finish()
    #expect(count == 1)
  }
}
