// The behaviours of CPython's test_tracemalloc.py, one by one, in live processes.
import Testing

@Suite struct TracingTests {
  @Test func tracingIsOnBetweenStartAndStop() {
    let facts = Facts("states")
    #expect([facts["at first"], facts["started"], facts["stopped"]] == ["false", "true", "false"])
    #expect(facts["frames"] == "10")
  }

  @Test func whatCannotBeDoneIsSaidInOneSentence() {
    let facts = Facts("errors")
    let notTracing =
      "Allocations are not traced; call AllocationTracer.start() before, or run the program with MPROF_FRAMES=256."
    #expect(facts["stop"] == notTracing)
    #expect(facts["snapshot"] == notTracing)
    for frames in ["0", "-1", "2049"] {
      #expect(
        facts["\(frames) frames"]
          == "A traceback cannot have up to \(frames) frames; give a number from 1 to 2048.")
    }
    #expect(
      facts["start"]
        == "Allocations are traced already, with up to 7 frames; call AllocationTracer.stop() before starting anew.")
  }

  @Test func whileStoppedNothingIsTraced() {
    let facts = Facts("errors")
    #expect(facts["traced while stopped"] == "(current: 0, peak: 0)")
    #expect(facts["blocks while stopped"] == "0")
  }

  @Test func tracedMemoryGrowsByAMebibyteAndFallsAgain() {
    let facts = Facts("tracedMemory")
    #expect(facts["after 1 MiB"] == "1048576")
    #expect(facts["blocks"] == "1")
    #expect(facts["peak is at least current"] == "true")
    #expect(facts["after free"] == "-1048576")
    #expect(facts["peak above current after free"] == "1048576")
    #expect(facts["after stop"] == "(current: 0, peak: 0)")
  }

  @Test func aResetPeakBeginsAtTheCurrentMemory() {
    let facts = Facts("peak")
    #expect(facts["before"] == "1048576")
    #expect(facts["reset"] == "0")
    #expect(facts["after"] == "262144")
    #expect(facts["of all tracebacks"] == "true")
  }

  @Test func afterClearAllIsZeroAndOldBlocksAreUnknown() {
    let facts = Facts("clear")
    #expect(facts["cleared"] == "(current: 0, peak: 0)")
    #expect(facts["the old block is known"] == "false")
    #expect(facts["after the old block's release"] == "(current: 100, peak: 100)")
    #expect(facts["in the end"] == "0")
    #expect(facts["still tracing"] == "true")
  }

  @Test func theTracersOwnMemoryIsThatOfItsTables() {
    let facts = Facts("ownMemory")
    #expect(facts["before"] == "0")
    #expect(facts["less than a MiB at first"] == "yes")
    #expect(facts["more for 100,000 blocks"] == "as expected")
  }

  @Test func anObjectAndAnAddressHaveTheirTracebacks() {
    let facts = Facts("tracebacks")
    #expect(facts["from before the start"] == "nil")
    #expect(facts["innermost"]?.hasSuffix("Tracebacks.swift:\(Lines.of("// the object's line"))") == true)
    #expect(facts["function"]?.contains("makeObject()") == true)
    #expect(facts["next"]?.hasSuffix("Tracebacks.swift:\(Lines.of("// the caller's line"))") == true)
    #expect(facts["inside an array"]?.contains("tracebacks()") == true)
    #expect(facts["on the stack"] == "true")
    #expect(facts["stopped"] == "nil")
  }

  @Test func aReusedAddressGetsItsNewTraceback() {
    let facts = Facts("reused")
    #expect(facts["the address comes again"] == "true")
    #expect(facts["before"]?.contains("firstPlace()") == true)
    #expect(facts["unknown between"] == "true")
    #expect(facts["after"]?.contains("secondPlace()") == true)
  }

  @Test func aBlockOfNoBytesIsABlock() {
    let facts = Facts("zero")
    #expect([facts["bytes"], facts["blocks"], facts["known"], facts["blocks after free"]] == ["0", "1", "true", "0"])
  }

  @Test(arguments: [1, 10, 256, 2048])
  func tracebacksHaveNoMoreFramesThanTheLimit(_ limit: Int) {
    let facts = Facts("frames")
    #expect(facts["limit \(limit)"] == "\(limit), truncated true")
    #expect(facts["in the snapshot \(limit)"] == "\(limit)")
  }

  @Test func blocksFromOneStackShareOneTraceback() {
    let facts = Facts("interned")
    #expect(facts["tracebacks of 1000 blocks"] == "1")
    #expect(facts["their blocks"] == "[Snapshots.BlockTotal(blocks: 1000, bytes: 48000)]")
  }

  @Test(arguments: ["1", "5", "2048"])
  func theEnvironmentStartsTheTracer(_ frames: String) {
    let facts = Facts("launch", environment: ["MPROF_FRAMES": frames])
    #expect(facts["tracing"] == "true")
    #expect(facts["frames"] == frames)
  }

  @Test func aTracerThatTheEnvironmentStartedIsTakenOverOnce() {
    let facts = Facts("launch", environment: ["MPROF_FRAMES": "5"])
    #expect([facts["taken over"], facts["frames then"], facts["kept"]] == ["none", "5", "true"])
    #expect(facts["twice"]?.hasPrefix("Allocations are traced already, with up to 5 frames;") == true)
  }

  @Test func withoutFramesTheEnvironmentStartsNoTracer() {
    #expect(Facts("launch", environment: ["MPROF_FRAMES": "0"])["tracing"] == "false")
  }

  @Test(arguments: ["-1", "2049", "abc", "", "12abc", "99999999999999999999"])
  func aNumberOfFramesThatIsNoneIsSaidAndNothingIsTraced(_ frames: String) {
    let facts = Facts(
      "launch", environment: ["MPROF_FRAMES": frames],
      standardError:
        "MemoryProfiler: MPROF_FRAMES is '\(frames)', which is not a number of frames from 0 to 2048; nothing is recorded.\n"
    )
    #expect(facts["tracing"] == "false")
  }

  @Test(arguments: [[:], ["MPROF_FRAMES": "256"]])
  func withTheProfilerTurnedOffNothingIsTracedAndNothingThrows(_ environment: [String: String]) {
    let off = environment.merging(["MEMORY_PROFILER": "off"]) { $1 }
    let states = Facts("states", environment: off)
    #expect([states["started"], states["stopped"], states["error"]] == ["false", "false", nil])
    let snapshot = Facts("snapshot", environment: off)
    #expect([snapshot["listed"], snapshot["live"], snapshot["error"]] == ["true", "nil", nil])
    #expect(Facts("record", environment: off)["one thread"] == "live 0 total 0 blocks 0 peak 0")
  }

  @Test func aForkedChildGoesOnTracingItsOwnCopy() {
    let facts = Facts("fork")
    #expect(facts["child"] == "7")
    #expect(facts["parent"] == "true")
  }

  @Test func aLineTableStaysRightWhenTheTracerStartsClearsAndStops() {
    let run = Programs.run("Tracing", ["profile"])
    let traced = ["first", "second", "releases", "third"].map {
      run.row("Profile: while tracing", "\"\($0)\"")?["Traced"]
    }
    #expect(traced == ["1,000 B", "200 B", "-1,200 B", "30 B"])
  }
}
