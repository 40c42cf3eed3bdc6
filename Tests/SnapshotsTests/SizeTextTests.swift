// Expected texts are what Python 3.11's tracemalloc._format_size and str(Statistic) gave.

import Testing

@testable import Snapshots

@Test(arguments: [
  (0, "0 B"), (1, "1 B"), (66, "66 B"), (99, "99 B"), (100, "100 B"), (1023, "1023 B"), (1024, "1024 B"),
  (5002, "5002 B"), (10239, "10239 B"), (10240, "10.0 KiB"), (10291, "10.0 KiB"), (10752, "10.5 KiB"),
  (51200, "50.0 KiB"), (102348, "99.9 KiB"), (102349, "100.0 KiB"), (102399, "100.0 KiB"), (102400, "100 KiB"),
  (103423, "101 KiB"), (104448, "102 KiB"), (1_048_576, "1024 KiB"), (10_484_736, "10239 KiB"),
  (10_485_759, "10240 KiB"), (10_485_760, "10.0 MiB"), (104_857_599, "100.0 MiB"), (104_857_600, "100 MiB"),
  (1 << 30, "1024 MiB"), (10_737_418_239, "10240 MiB"), (10_737_418_240, "10.0 GiB"), (10 << 40, "10.0 TiB"),
  (1 << 50, "1024 TiB"), (1 << 60, "1048576 TiB"), (1 << 62, "4194304 TiB"),
])
func aSizeHasTheUnitAndDigitsOfTracemalloc(bytes: Int, text: String) {
  #expect(sizeText(Double(bytes)) == text)
}

@Test(arguments: [
  (0, "+0 B"), (1, "+1 B"), (-1, "-1 B"), (-66, "-66 B"), (5000, "+5000 B"), (-10239, "-10239 B"),
  (10240, "+10.0 KiB"), (-10240, "-10.0 KiB"), (-102400, "-100 KiB"), (1_048_576, "+1024 KiB"),
  (-1_048_576, "-1024 KiB"), (-10_485_760, "-10.0 MiB"), (1 << 50, "+1024 TiB"), (-1 << 62, "-4194304 TiB"),
])
func aSizeDifferenceHasItsSign(bytes: Int, text: String) {
  #expect(sizeText(Double(bytes), signed: true) == text)
}

@Test(arguments: [
  (7, 2, "4 B"), (5, 2, "2 B"), (1, 3, "0 B"), (2, 3, "1 B"), (1, 2, "0 B"), (3, 2, "2 B"), (66, 1, "66 B"),
  (10002, 4, "2500 B"), (20583, 2, "10.1 KiB"), (30873, 3, "10.0 KiB"), (310_272, 4, "75.8 KiB"),
  ((1 << 40) + 1, 3, "341 GiB"), (0, 4, "0 B"),
])
func anAverageIsRoundedHalfToEven(bytes: Int, blocks: Int, text: String) {
  #expect(averageText(of: BlockTotal(blocks: blocks, bytes: bytes)) == ", average=\(text)")
}

@Test(arguments: [
  (51456, 5, "10.1 KiB"), (318_208, 5, "62.1 KiB"), (102_656, 5, "20.1 KiB"), (237_824, 5, "46.5 KiB"),
  (182_016, 5, "35.5 KiB"), (112_128, 10, "10.9 KiB"), (679_424, 10, "66.3 KiB"), (1_071_360, 25, "41.9 KiB"),
  (996_864, 10, "97.3 KiB"),
])
func anAverageBesideATieIsRoundedAsTheDoubleThatPythonDividesTo(bytes: Int, blocks: Int, text: String) {
  #expect(averageText(of: BlockTotal(blocks: blocks, bytes: bytes)) == ", average=\(text)")
}
