/// The classic layout against the output of memory_profiler 0.61.0 itself.
///
/// The texts below were printed by its `show_results(profiler, stream, precision:)`, with a stub in place of the
/// profiler whose `code_map.items()` yields the model's file and `(line, (increment, memory, occurrences))` in MiB, and
/// the source lines put into `linecache.cache`.

import Reports
import Testing

@Test func theClassicTableIsMemoryProfilersByteForByte() {
  #expect(table(firstLine: 5).rendered(columns: .classic) == recordedWithOneDigit)
}

@Test func theClassicTableFollowsMemoryProfilerWithSixDigitsAndSixDigitLineNumbers() {
  #expect(table(firstLine: 99_998).rendered(columns: .classic, precision: 6) == recordedWithSixDigits)
}

@Test func theClassicTableFollowsMemoryProfilerWithoutDigits() {
  #expect(table(firstLine: 5).rendered(columns: .classic, precision: 0) == recordedWithoutDigits)
}

@Test func theClassicTableIgnoresWhatMemoryProfilerDoesNotKnow() {
  var table = table(firstLine: 5)
  table.name = "load(_:)"
  table.total = LineCost(occurrences: 1, residentIncrement: 4096)
  #expect(table.rendered(columns: .classic) == recordedWithOneDigit)
}

/// Increment, memory and occurrences per line; nil for the lines that never ran.
private let costs: [(Int, Int, Int)?] = [
  (23_072_768, 23_072_768, 1), nil, (8_003_584, 31_076_352, 1), (0, 31_076_352, 1), nil, nil, (-4096, 31_072_256, 1),
  (159_989_760, 191_062_016, 100_001), (-160_002_048, 31_059_968, 1), (0, 31_059_968, 1),
]

private let source = [
  "@profile", "def load(path):", "\ttext = read(path)", "    if not text:", "        return None", "",
  "    index = {}", "    for line in text: index[line] = parse(line)", "    text = None",
  "    return index  # é, 日本",
]

private func table(firstLine: Int) -> LineTable {
  let rows = zip(source, costs).enumerated().map { index, line in
    LineTable.Row(
      line: firstLine + index, text: line.0,
      cost: line.1.map { increment, after, occurrences in
        LineCost(occurrences: occurrences, residentAfter: after, residentIncrement: increment)
      })
  }
  return LineTable(file: "catalog.py", rows: rows)
}

private let recordedWithOneDigit = """
  Filename: catalog.py

  Line #    Mem usage    Increment  Occurrences   Line Contents
  =============================================================
       5     22.0 MiB     22.0 MiB           1   @profile
       6                                         def load(path):
       7     29.6 MiB      7.6 MiB           1   \ttext = read(path)
       8     29.6 MiB      0.0 MiB           1       if not text:
       9                                                 return None
      10                                         
      11     29.6 MiB     -0.0 MiB           1       index = {}
      12    182.2 MiB    152.6 MiB      100001       for line in text: index[line] = parse(line)
      13     29.6 MiB   -152.6 MiB           1       text = None
      14     29.6 MiB      0.0 MiB           1       return index  # é, 日本



  """

private let recordedWithSixDigits = """
  Filename: catalog.py

  Line #    Mem usage    Increment  Occurrences   Line Contents
  =============================================================
   99998  22.003906 MiB  22.003906 MiB           1   @profile
   99999                                         def load(path):
  100000  29.636719 MiB   7.632812 MiB           1   \ttext = read(path)
  100001  29.636719 MiB   0.000000 MiB           1       if not text:
  100002                                                 return None
  100003                                         
  100004  29.632812 MiB  -0.003906 MiB           1       index = {}
  100005 182.210938 MiB 152.578125 MiB      100001       for line in text: index[line] = parse(line)
  100006  29.621094 MiB -152.589844 MiB           1       text = None
  100007  29.621094 MiB   0.000000 MiB           1       return index  # é, 日本



  """

private let recordedWithoutDigits = """
  Filename: catalog.py

  Line #    Mem usage    Increment  Occurrences   Line Contents
  =============================================================
       5       22 MiB       22 MiB           1   @profile
       6                                         def load(path):
       7       30 MiB        8 MiB           1   \ttext = read(path)
       8       30 MiB        0 MiB           1       if not text:
       9                                                 return None
      10                                         
      11       30 MiB       -0 MiB           1       index = {}
      12      182 MiB      153 MiB      100001       for line in text: index[line] = parse(line)
      13       30 MiB     -153 MiB           1       text = None
      14       30 MiB        0 MiB           1       return index  # é, 日本



  """
