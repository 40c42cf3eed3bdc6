// Resident memory of programs whose memory is known.
import Testing

private let mebibyte = 1 << 20

@Suite struct UsageTests {
  /// The figures of the line that begins with `title`.
  private func figures(_ run: Output, _ title: String) -> [String: Int] {
    let line = run.standardOutput.split(separator: "\n").first { $0.hasPrefix(title + ": ") } ?? ""
    let pairs = line.split(separator: " ").map { $0.split(separator: "=") }.filter { $0.count == 2 }
    return Dictionary(pairs.map { (String($0[0]), Int($0[1]) ?? -1) }, uniquingKeysWith: { $1 })
  }

  private func isNear(_ bytes: Int?, _ expected: Int, within tolerance: Int = mebibyte) -> Bool {
    bytes.map { abs($0 - expected) <= tolerance } ?? false
  }

  @Test(arguments: [[:], ["MPROF_FRAMES": "32"]])
  func memoryThatIsReleasedInPiecesStaysWithMallocAndIsAdvisedOn(_ environment: [String: String]) {
    let run = Programs.run("Usage", ["fragments"], environment: environment)
    let (full, thinned) = (figures(run, "full"), figures(run, "thinned"))
    #expect(isNear(full["live"], 302 * mebibyte, within: 6 * mebibyte))
    #expect(isNear(thinned["live"], 7 * mebibyte, within: mebibyte))
    #expect(isNear(thinned["retained"], 300 * mebibyte, within: 2 * mebibyte))
    #expect(run.standardOutput.contains("in 1 arena\n"))
    #expect(run.standardOutput.contains(environment.isEmpty ? "nothing is traced\n" : "   traced\n"))
    #expect(run.standardOutput.contains("\nAdvice: malloc keeps "))
    for title in ["empty", "full", "thinned"] {
      let parts = figures(run, title)
      #expect(parts["sum"] == parts["resident"])
      #expect(isNear(parts["unexplained"], 0, within: mebibyte / 4))
    }
    #expect((thinned["tracer"] ?? 0 > mebibyte) == !environment.isEmpty)
  }

  @Test(arguments: [[:], ["MPROF_FRAMES": "32"]])
  func ofALargeBlockTheTouchedPagesAreLive(_ environment: [String: String]) {
    let run = Programs.run("Usage", ["large"], environment: environment)
    #expect(isNear(figures(run, "half")["live"], 32 * mebibyte))
    #expect(isNear(figures(run, "freed")["live"], 0))
    #expect(isNear(figures(run, "half")["anonymous"], 0))
  }

  @Test func whatTheProgramMapsItselfIsAnonymous() {
    let run = Programs.run("Usage", ["map"])
    #expect(isNear(figures(run, "mapped")["anonymous"], 48 * mebibyte))
  }

  @Test(arguments: [[:], ["MPROF_FRAMES": "32"]])
  func stacksAndArenasOfRunningAndWaitingThreadsAreFound(_ environment: [String: String]) {
    let run = Programs.run("Usage", ["threads"], environment: environment)
    let found = figures(run, "threads")
    #expect(found["threads"] == 9)
    #expect(found["arenas"] == 9)
    // 1 MiB of buffers on each, and the frames around them.
    #expect((8 * mebibyte..<14 * mebibyte).contains(found["stacks"] ?? 0))
    #expect(isNear(found["live"], 32 * mebibyte, within: 2 * mebibyte))
    #expect(isNear(found["anonymous"], 0))
    #expect(run.standardOutput.contains("   9 threads\n"))
  }

  @Test func aPeakIsExactEvenWhereNoSampleFellIntoIt() {
    let run = Programs.run("Usage", ["peak"])
    #expect(isNear(figure(run, "nothing"), 0, within: mebibyte / 4))
    #expect(isNear(figure(run, "touching"), 64 * mebibyte))
    #expect(isNear(figure(run, "brief"), 96 * mebibyte))
    #expect(figure(run, "samples") == 2)
  }

  @Test func afterAClearTheLiveBytesAreMallocsOwn() {
    let run = Programs.run("Usage", ["cleared"], environment: ["MPROF_FRAMES": "32"])
    #expect(run.standardOutput.contains("by malloc's own count: not traced since launch\n"))
  }

  private func figure(_ run: Output, _ name: String) -> Int? {
    let line = run.standardOutput.split(separator: "\n").first { $0.hasPrefix(name + ": ") }
    return line?.split(separator: " ").last.flatMap { Int($0) }
  }
}
