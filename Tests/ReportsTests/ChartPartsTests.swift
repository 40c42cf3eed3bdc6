import Testing

@testable import Reports

@Suite struct ChartAxisTests {
  private func labels(_ axis: ChartAxis) -> [String] { axis.ticks.map(\.label) }

  @Test func memoryHasRoundNumbersInTheUnitThatSuits() {
    let axis = ChartAxis.memory(0...(105 * 1_048_576), most: 7)
    #expect(axis.unit == "MiB")
    #expect(labels(axis) == ["0", "20", "40", "60", "80", "100"])
    #expect(axis.ticks[1].value == 20 * 1_048_576)
    #expect(labels(ChartAxis.memory(0...(2.5 * 1_073_741_824), most: 7)) == ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"])
    #expect(ChartAxis.memory(0...100, most: 7).unit == "B")
  }

  @Test func ticksBeginWithinTheRange() {
    #expect(labels(ChartAxis.memory(330...372, most: 5)) == ["330", "340", "350", "360", "370"])
    #expect(labels(ChartAxis.time(1000...1001.5, most: 4)) == ["1000.0", "1000.5", "1001.0", "1001.5"])
  }

  @Test func timeHasTheUnitThatSuits() {
    #expect(labels(ChartAxis.time(0...0.2, most: 5)) == ["0", "50", "100", "150", "200"])
    #expect(ChartAxis.time(0...0.2, most: 5).unit == "milliseconds")
    #expect(ChartAxis.time(0...0.0002, most: 5).unit == "microseconds")
    #expect(ChartAxis.time(0...100, most: 10).unit == "seconds")
    #expect(labels(ChartAxis.time(0...300, most: 6)) == ["0:00", "1:00", "2:00", "3:00", "4:00", "5:00"])
    #expect(labels(ChartAxis.time(3600...5400, most: 4)) == ["1:00", "1:10", "1:20", "1:30"])
  }

  @Test(arguments: [1, 3, 7, 12]) func thereAreNeverManyMoreTicksThanAskedFor(most: Int) {
    for power in -6...12 {
      let high = (0..<abs(power)).reduce(1.7) { value, _ in power < 0 ? value / 10 : value * 10 }
      #expect(ChartAxis.memory(0...max(1, high), most: most).ticks.count <= most + 1)
      let ticks = ChartAxis.time(0...high, most: most).ticks
      #expect((1...most + 1).contains(ticks.count))
      #expect(Set(ticks.map(\.label)).count == ticks.count)
    }
  }
}

@Suite struct ChartLineTests {
  @Test func thinningKeepsTheExtremesOfEveryColumn() throws {
    var points = (0..<100_000).map { ChartPoint(seconds: Double($0), bytes: 50) }
    points[54_321].bytes = 900
    points[70_001].bytes = 1
    let line = try #require(ChartLine(.resident, label: "", color: .resident, points: points))
    let thinned = line.thinned(to: 100, of: 0...99_999)
    #expect(thinned.count <= 400 + 4)
    #expect(thinned.contains(points[54_321]) && thinned.contains(points[70_001]))
    #expect(thinned.first == points.first && thinned.last == points.last)
    #expect(zip(thinned, thinned.dropFirst()).allSatisfy { $0.seconds < $1.seconds })
  }

  @Test func fewPointsStayAsTheyAre() throws {
    let points = [ChartPoint(seconds: 0, bytes: 1), ChartPoint(seconds: 1, bytes: 2)]
    #expect(
      try #require(ChartLine(.child, label: "", color: .muted, points: points)).thinned(to: 10, of: 0...1) == points)
  }

  @Test func aLineIsCutWhereItCrossesTheWindow() throws {
    let points = [ChartPoint(seconds: 0, bytes: 0), ChartPoint(seconds: 10, bytes: 100)]
    let line = try #require(ChartLine(.resident, label: "", color: .resident, points: points))
    #expect(line.clipped(to: 2...5)?.points == [ChartPoint(seconds: 2, bytes: 20), ChartPoint(seconds: 5, bytes: 50)])
    #expect(line.clipped(to: 0...20)?.points == points)
    #expect(line.clipped(to: 11...20) == nil)
  }

  @Test func memoryIsKnownFromTheFirstToTheLastPoint() throws {
    let points = [1.0, 2, 4].map { ChartPoint(seconds: $0, bytes: 10 * $0) }
    let line = try #require(ChartLine(.resident, label: "", color: .resident, points: points))
    #expect([0.5, 1, 3.9, 4, 4.1].map { line.bytes(at: $0) } == [nil, 10, 20, 40, nil])
  }
}

@Suite struct ChartTextTests {
  @Test(arguments: [
    (0.0, "0 B"), (999, "999 B"), (1000, "0.98 KiB"), (10_240, "10.0 KiB"), (54_525_952, "52.0 MiB"),
    (0x1p30 * 1.35, "1.35 GiB"),
  ]) func memoryHasAboutThreeDigits(bytes: Double, text: String) { #expect(memoryText(bytes) == text) }

  @Test(arguments: [
    (0.0, "0 s"), (0.000_05, "50 µs"), (0.0042, "4.2 ms"), (0.25, "250 ms"), (3.214, "3.21 s"), (99.95, "100 s"),
    (125, "2 min 05 s"), (3725, "1 h 02 min"), (90_000, "1 d 01 h"),
  ]) func durationsHaveAboutThreeDigits(seconds: Double, text: String) { #expect(durationText(seconds) == text) }

  @Test func growthHasASign() {
    #expect([0.0, 1024, -1024].map { growthText($0) } == ["±0", "+1.00 KiB", "−1.00 KiB"])
  }

  @Test func textIsFittedWithAnEllipsis() {
    #expect(TextExtent.fitted("short", into: 100, size: 12) == "short")
    let long = String(repeating: "word ", count: 1000)
    let fitted = TextExtent.fitted(long, into: 100, size: 12)
    #expect(fitted.hasSuffix("…") && TextExtent.width(of: fitted, size: 12) <= 100 && fitted.count > 10)
    #expect(TextExtent.fitted("Module.Type.function(_:)", into: 80, size: 12, keepsEnd: true).hasSuffix(":)"))
  }
}
