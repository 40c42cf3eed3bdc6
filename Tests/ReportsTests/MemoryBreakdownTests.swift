import Testing

@testable import Reports

private let mebibyte = 1 << 20

private let server = MemoryBreakdown(
  resident: 441 * mebibyte + 4096, live: 12 * mebibyte, liveIsTraced: true, liveRemark: "traced",
  retained: 310 * mebibyte, arenas: 9, mappedFiles: 60 * mebibyte, anonymousMaps: 3 * mebibyte,
  threadStacks: 16 * mebibyte, threads: 12, tracer: 40 * mebibyte)

private let healthy = MemoryBreakdown(
  resident: 100 * mebibyte, live: 70 * mebibyte, liveIsTraced: false, liveRemark: "by malloc's own count",
  retained: 10 * mebibyte, arenas: 1, mappedFiles: 21 * mebibyte, anonymousMaps: 0, threadStacks: 0, threads: 1,
  tracer: 0)

@Test func aBreakdownPrintsEachPartAndOneLineOfAdvice() {
  #expect(
    server.description == """
      RSS                   441.0 MiB
        live blocks          12.0 MiB   traced
        retained by malloc  310.0 MiB   in 9 arenas
        mapped files         60.0 MiB
        anonymous maps        3.0 MiB
        thread stacks        16.0 MiB   12 threads
        tracer's own         40.0 MiB
        unexplained           0.0 MiB
      Advice: malloc keeps 310.0 MiB in 9 arenas; start the program with MALLOC_ARENA_MAX=2 in the environment, or call \
      malloc_trim(0) after a peak, which gives back whole free pages of all arenas.
      """)
}

@Test func aHealthyProcessGetsNoAdviceAndOneOfEachIsSingular() {
  #expect(healthy.advice == nil)
  #expect(healthy.description.hasSuffix("\n  unexplained          -1.0 MiB"))
  #expect(healthy.description.contains("\n  retained by malloc   10.0 MiB   in 1 arena\n"))
  #expect(healthy.description.contains("\n  thread stacks         0.0 MiB   1 thread\n"))
}

@Test func whatNoPartExplainsMakesThePartsSumToRSS() {
  #expect(server.unexplained == 4096)
  #expect(healthy.unexplained == -mebibyte)
}

@Test func retainedMemoryIsWorthAWordFromItsThresholdOn() {
  var breakdown = healthy
  breakdown.retained = 64 * mebibyte
  breakdown.resident = 256 * mebibyte
  #expect(breakdown.advice?.hasPrefix("malloc keeps 64.0 MiB of freed memory; call malloc_trim(0)") == true)
  breakdown.retained -= 1
  #expect(breakdown.advice == nil)
  breakdown.retained += 1
  breakdown.resident += 4
  #expect(breakdown.advice == nil)
}

@Test func arenasAreNamedFromFourOn() {
  var breakdown = server
  breakdown.arenas = 4
  #expect(breakdown.advice?.contains("MALLOC_ARENA_MAX=2") == true)
  breakdown.arenas = 3
  #expect(breakdown.advice?.contains("MALLOC_ARENA_MAX") == false)
}

@Test func filesAreWorthAWordWhenTheyAreHalfOfRSS() {
  var breakdown = healthy
  breakdown.mappedFiles = 256 * mebibyte
  breakdown.resident = 512 * mebibyte
  #expect(breakdown.advice?.hasPrefix("256.0 MiB are pages of mapped files") == true)
  breakdown.resident += 2
  #expect(breakdown.advice == nil)
}

@Test func stacksAreWorthAWordWhenTheyAreManyAndDeep() {
  var breakdown = healthy
  breakdown.threads = 65
  breakdown.threadStacks = 32 * mebibyte
  #expect(breakdown.advice?.hasPrefix("65 threads hold 32.0 MiB of stack") == true)
  breakdown.threads = 64
  #expect(breakdown.advice == nil)
}

@Test func aMeasurementPrintsTheLineOfMemit() {
  let measurement = MemoryMeasurement(baseline: 50 * mebibyte, peak: 61 * mebibyte + mebibyte / 4)
  #expect(measurement.description == "peak memory: 61.25 MiB, increment: 11.25 MiB")
}

@Test func aPeakIsNeverBelowItsBaseline() {
  #expect(MemoryMeasurement(baseline: 100, peak: 90).increment == 0)
}
