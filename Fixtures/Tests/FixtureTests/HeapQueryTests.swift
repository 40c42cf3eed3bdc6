// What the heap graph answers in live processes: who is there, who refers to whom, how much it is.
import Foundation
import Testing

@Suite struct HeapQueryTests {
  private func facts(_ scenario: String, environment: [String: String] = ["MPROF_FRAMES": "32"]) -> Facts {
    Facts(scenario, of: "HeapQueries", environment: environment)
  }

  private func output(_ scenario: String) -> String {
    Programs.run("HeapQueries", [scenario], environment: ["MPROF_FRAMES": "32"]).standardOutput
  }

  // MARK: What there is

  @Test(arguments: ["0", "32"])
  func aGraphSaysWhatItTookAndHowMuchThereIs(_ frames: String) {
    let facts = facts("facts", environment: ["MPROF_FRAMES": frames])
    #expect(facts["threads"] == "2")
    #expect(["ptrace", "signal"].contains(facts["stopped by"]))
    for name in ["pause", "blocks", "bytes"] { #expect(facts[name] == "plausible", "\(name)") }
    #expect(facts["census"] == "all blocks")
  }

  @Test func theCensusCountsBlocksByTypeWithGenericArguments() {
    let facts = facts("census")
    #expect(facts["HeapQueries.Item"] == "1000 in 24000 B")
    #expect(facts["HeapQueries.SpecialItem"] == "10 in 320 B")
    #expect(facts["HeapQueries.Generic<Swift.Int>"] == "20 in 640 B")
    let nested = "HeapQueries.Generic<Swift.Dictionary<Swift.String, Swift.Optional<HeapQueries.Item>>>"
    #expect(facts[nested] == "30 in 960 B")
    #expect(facts["dictionaries"] == "30")
    #expect(facts["Foundation.NSNumber"]?.hasPrefix("80 in ") == true)
    #expect(facts["Foundation.DateFormatter"]?.hasPrefix("5 in ") == true)
  }

  @Test func theCensusNamesTextClosuresErrorsAndCoreFoundation() {
    let facts = facts("census")
    for name in ["strings", "closure contexts", "error boxes", "CoreFoundation"] {
      #expect(facts[name] == "true", "\(name)")
    }
    #expect([facts["sorted"], facts["text"]] == ["true", "true"])
    #expect(self.facts("tasks")["tasks"] == "true")
  }

  @Test func aDifferenceHasWhatWasMadeAndReleasedBetween() {
    let lines = output("difference").split(separator: "\n").map(String.init)
    #expect(lines[0].hasSuffix("types |   # objects |   total size"))
    #expect(Set(lines[1]) == ["=", " ", "|"])
    let rows = lines.map { $0.split(whereSeparator: { " |".contains($0) }).joined(separator: " ") }
    #expect(rows.contains("HeapQueries.Item 50 1.17 KB"))
    #expect(rows.contains("HeapQueries.Generic<Swift.Int> -3 -96 B"))
    #expect(rows.contains("HeapQueries.SpecialItem 1 32 B"))
  }

  @Test func aTrackerPrintsWhatChangedSinceItLastDid() {
    let parts = output("tracker").components(separatedBy: "---\n").map { part in
      part.split(separator: "\n").map { $0.split(whereSeparator: { " |".contains($0) }).joined(separator: " ") }
        .filter { $0.hasPrefix("HeapQueries.Item ") }
    }
    #expect(parts == [[], ["HeapQueries.Item 50 1.17 KB"], ["HeapQueries.Item -20 -480 B"], []])
  }

  @Test func objectsAreFoundByTypeByPatternAndOneByOne() {
    let facts = facts("objects")
    #expect([facts["by type"], facts["by pattern"], facts["of none"]] == ["10", "11", "0"])
    #expect(facts["subclass"] == "[\"HeapQueries.SpecialItem (32 B)\"]")
    #expect(facts["one"] == "HeapQueries.SpecialItem (32 B)")
    #expect([facts["its kind"], facts["found again"]] == ["false", "true"])
  }

  @Test func whatIsMadeAfterTheCaptureIsNotInIt() { #expect(facts("objects")["late"] == "nil") }

  // MARK: Who refers to whom

  @Test func referrersAreNamedWithTheirProperties() {
    let facts = facts("referrers")
    #expect(facts["strong"] == "HeapQueries.Referrer .strong")
    #expect(facts["unsafe"] == "HeapQueries.Referrer .unsafely (unmanaged)")
    #expect(facts["array"] == "Swift._ContiguousArrayStorage<Swift.AnyObject> [1]")
    #expect(facts["dictionary"] == "Swift._DictionaryStorage<Swift.String, HeapQueries.Item> [\"a name\"]")
    #expect(facts["tuple"] == "HeapQueries.Referrer .pair.1")
    #expect(facts["any"] == "HeapQueries.Referrer .anything")
    #expect(facts["closure"] == "closure context (HeapQueries.Item, Swift.Int) captured HeapQueries.Item")
    #expect(facts["global"]?.contains("\"variable HeapQueries.globalItem\"") == true)
  }

  @Test func weakAndUnownedReferencesAreNoReferrers() {
    let facts = facts("referrers")
    #expect([facts["weak"], facts["unowned"]] == ["", ""])
  }

  @Test func aPathLeadsFromAVariableThroughProperties() {
    let facts = facts("paths")
    #expect(facts["global"] == "variable HeapQueries.globalItem | HeapQueries.Item")
    let array = "Swift._ContiguousArrayStorage<Swift.AnyObject>"
    #expect(facts["global array"] == "variable HeapQueries.globalList | \(array) [1] | HeapQueries.Item")
    #expect(facts["static"] == "variable static HeapQueries.Statics.item | HeapQueries.Item")
    let owners = "HeapQueries.Owner .other | HeapQueries.Owner .list"
    #expect(
      facts["through objects"] == "variable HeapQueries.globalOwner | \(owners) | \(array) [0] | HeapQueries.Item")
  }

  @Test func aPathLeadsFromTheStackOfAThreadByItsName() {
    let facts = facts("paths")
    let isKeepers =
      facts["thread"]?.wholeMatch(of: /(stack|register) of thread \d+ "keeper" \| HeapQueries\.Item/) != nil
    #expect(isKeepers, "\(facts["thread"] ?? "")")
    #expect(facts["stack"] == "stack of the main thread | HeapQueries.Item")
  }

  @Test func whatIsLostHasNoPath() { #expect(facts("paths")["lost"] == "nil") }

  // MARK: How much

  @Test func aRetainedSizeIsWhatWouldBeFreeWithoutTheObject() {
    let facts = facts("retained")
    #expect(facts["items"] == "[24, 24]")
    // 48, its item 24, the array 32 + 3 × 8 with two items of its own 48, the other owner 48 with an item 24.
    #expect(facts["owners"] == "[248, 72]")
  }

  @Test func aDeepSizeHasWhatOthersReferToAsWell() {
    // The shared item's 24 more.
    #expect(facts("retained")["deep"] == "[272, 72]")
  }

  @Test(
    arguments: [
      "Int", "small string", "literal", "string", "array of Int", "empty array", "array of strings", "nested arrays",
      "dictionary", "set", "object", "subclass", "list of objects", "shared once", "struct", "indirect enum",
      "any in its words", "any in a box", "closure", "optional object", "nothing", "tuple", "Data", "substring",
    ])
  func aDeepSizeIsWhatTheRecorderCountedWhileTheValueWasMade(_ value: String) {
    #expect(facts("deep")[value] == "as counted")
  }

  @Test func aSizeIsTheValuesOwnAndItsStoragesAlone() {
    let facts = facts("values")
    let sizes: [String: Int] = [
      "Int": 8, "small string": 16, "literal": 16, "array": 8 + 32 + 800, "array of objects": 8 + 32 + 16,
      "object": 24, "subclass": 32, "optional": 24, "nothing": 8, "tuple": 17, "any": 24, "any in a box": 32 + 16 + 32,
      "enum": 8 + 16 + 8, "type": 8,
    ]
    for (name, size) in sizes { #expect(facts[name] == "\(size)", "\(name)") }
    #expect([facts["string"], facts["dictionary"]] == ["as counted", "as counted"])
  }

  // MARK: Over time

  @Test func trackedClassesCountEveryInstance() {
    let rows = output("tracked").split(separator: "\n").map {
      $0.split(separator: " ").dropFirst(2).joined(separator: " ")
    }
    #expect(
      rows.filter { ["made", "released", "again"].contains($0.split(separator: " ").first ?? "") } == [
        "made 100 0 100 2400 B", "released 100 40 +40 60 -40 1440 B -960 B", "again 105 +5 40 65 +5 1560 B +120 B",
        "made 10 0 13 520 B", "released 10 10 +10 3 -10 120 B -400 B", "again 10 10 3 120 B",
      ])
  }

  @Test func trackedClassesCountEveryInstanceOfEightThreads() {
    let row = output("trackedThreads").split(separator: "\n").last?.split(separator: " ").dropFirst(2)
    #expect(row?.joined(separator: " ") == "threads ended 80,080 80,000 80 1920 B")
  }

  @Test func countersSayWhatWasFound() {
    let facts = facts("counters")
    #expect([facts["captures"], facts["leaked before asked"]] == ["1", "0"])
    #expect([facts["leaked"], facts["by cycles"]] == ["10", "10"])
  }

  /// What the profiler keeps has old addresses in it: a leak or two may be hidden, not more.
  @Test func whatOneGraphKnowsKeepsNothingAliveForTheNext() {
    let facts = facts("keptGraph")
    #expect(facts["leaks 0"] == "5")
    for number in 1...3 { #expect((Int(facts["leaks \(number)"] ?? "") ?? 0) >= 3) }
  }

  // MARK: Which leaks are not told

  @Test func leaksAreSuppressedByTypeModuleAndFunction() {
    let facts = facts("suppressions")
    #expect(facts["none"] == "5 of 2 kinds, 0 suppressed")
    #expect(facts["type"] == "2 of 1 kinds, 3 suppressed")
    #expect(facts["other type in the path"] == "2 of 1 kinds, 3 suppressed")
    #expect(facts["function"] == "3 of 1 kinds, 2 suppressed")
    #expect(facts["cycles"] == "3 of 1 kinds, 2 suppressed")
    for all in ["types", "module", "file"] { #expect(facts[all] == "0 of 0 kinds, 5 suppressed", "\(all)") }
    #expect(facts["other module"] == "5 of 2 kinds, 0 suppressed")
    #expect(facts["bytes"] == "BlockTotal(blocks: 6, bytes: 144)")
  }

  // MARK: What cannot be done, and what must not be disturbed

  @Test func withoutARecordingTheErrorSaysWhatToDo() {
    let facts = facts("errors", environment: [:])
    let sentence =
      "The heap's blocks are not recorded; call AllocationTracer.start() early, or run the program with MPROF_FRAMES=0 (sizes alone) or "
      + "MPROF_FRAMES=256 (with tracebacks) in the environment."
    for name in ["capture", "deep size", "classes"] { #expect(facts[name] == sentence) }
    #expect(facts["blocks"] == nil)
  }

  @Test func withTheProfilerTurnedOffTheHeapIsEmptyAndNothingThrows() {
    let facts = facts("errors", environment: ["MEMORY_PROFILER": "off"])
    for name in ["capture", "deep size", "classes"] { #expect(facts[name] == "none") }
    #expect([facts["blocks"], facts["census"], facts["leaks"], facts["objects"]] == ["0", "0", "0", "0"])
    #expect(facts["object"] == "nil")
  }

  @Test func oneThreadCapturesAtATimeAndTheOthersAreTold() {
    let facts = facts("manyAtOnce")
    let busy = "The heap is being captured by another thread; wait for it, or capture from one place."
    let (done, told) = (Int(facts["none"] ?? "") ?? 0, Int(facts[busy] ?? "0") ?? 0)
    #expect(done >= 1)
    #expect(done + told == 40)
  }

  @Test func threadsInBlockingCallsAreNotDisturbed() {
    let facts = facts("blocking")
    #expect(facts["returned early"] == "[]")
    for (name, result) in ["read": "3", "recv": "3", "poll": "1", "select": "1", "epoll_wait": "1"] {
      #expect(facts[name] == result, "\(name)")
    }
    for name in ["accept", "nanosleep", "condition", "semaphore", "waitpid", "flock"] {
      #expect(facts[name] == "0", "\(name)")
    }
    // Its time-out: EAGAIN.
    #expect(facts["sigtimedwait"] == "-11")
  }
}
