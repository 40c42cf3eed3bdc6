// What one closure allocates, as a snapshot.
import Testing

@Suite struct RecordTests {
  @Test func aRecordHasTheBlocksOfItsClosureOnly() {
    let facts = Facts("record")
    #expect(facts["one thread"] == "live 1000 total 1200 blocks 2 peak 1200")
    #expect(facts["its tracebacks"] == "[200, 1000]")
    let line = Lines.of("malloc(count)", in: "Tracing/Facts.swift")
    #expect(facts["its line"] == ":\(line): size=1000 B, count=1, average=1000 B")
  }

  @Test func aRecordNeitherStartsNorStopsTheTracer() {
    let facts = Facts("record")
    #expect([facts["tracing before"], facts["tracing after"]] == ["false", "false"])
    #expect(facts["still tracing"] == "true")
    #expect(facts["the tracer saw at least"] == "true")
  }

  @Test func aRecordInsideAnotherCountsForBoth() {
    let facts = Facts("record")
    #expect(facts["outer"]?.hasPrefix("live 111 total ") == true)
    #expect(facts["inner"] == "live 10 total 10 blocks 1 peak 10")
  }

  @Test func anErrorOfTheClosureIsThrownOn() {
    #expect(Facts("record")["thrown on"] == "Failure()")
  }

  @Test func aRecordIsOfAllThreadsOrOfThisOne() {
    let facts = Facts("recordThreads")
    #expect(facts["all threads"] == "[11, 7777]")
    #expect(facts["this thread"] == "[11]")
  }

  @Test func aRecordOfATaskFollowsItAndItsChildTasks() {
    let facts = Facts("recordAsync")
    #expect(facts["mine"] == "[400, 500, 1000]")
    #expect(facts["another task's"] == "false")
  }
}
