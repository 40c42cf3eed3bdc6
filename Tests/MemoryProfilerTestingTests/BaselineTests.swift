// Baselines as they are recorded, read and compared.
import Foundation
import Testing

@testable import MemoryProfilerTesting

@Suite struct BaselineTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  private let limit = BaselineLimit(name: "import", tolerance: .percent(10))

  private func part(_ name: String = "test()") throws -> LimitedPart {
    let sources = folder.appendingPathComponent("AppTests/Parts")
    try FileManager.default.createDirectory(at: sources, withIntermediateDirectories: true)
    return LimitedPart(
      noun: "test", name: name, module: "AppTests", file: sources.appendingPathComponent("A.swift").path
    ) { Issue.record("\($0)") }
  }

  private func figures(_ bytes: Int, _ blocks: Int) -> RunFigures { RunFigures(peakBytes: bytes, allocations: blocks) }

  @Test func theyStandBesideTheFolderOfTheTarget() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = BaselineFile(try part())
    #expect(file.path == folder.appendingPathComponent("AppTests.memory.json").path)
    let elsewhere = LimitedPart(noun: "test", name: "", module: "AppTests", file: "/one/two/A.swift") { _ in }
    #expect(BaselineFile(elsewhere).path == "/one/two/AppTests.memory.json")
  }

  @Test func whatIsRecordedIsReadAgain() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try Baselines(isRecording: true).figures(figures(1000, 10), limit, part()) == nil)
    #expect(try Baselines(isRecording: false).figures(figures(5000, 10), limit, part()) == figures(1000, 10))
  }

  @Test func aMissingBaselineSaysHowToRecordIt() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let error = #expect(throws: BaselineError.self) {
      try Baselines(isRecording: false).figures(figures(1, 1), limit, part())
    }
    let file = folder.appendingPathComponent("AppTests.memory.json").path
    #expect(
      error?.description
        == "There is no baseline “import” of \(BaselineFile.configuration) builds in \(file); run the tests once with "
        + "MPROF_RECORD_BASELINES=1 to record it.")
  }

  @Test func whatIsToleratedIsNotRecordedAnew() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    for (bytes, blocks) in [(1000, 10), (1100, 11), (910, 10)] {
      _ = try Baselines(isRecording: true).figures(figures(bytes, blocks), limit, part())
    }
    #expect(try BaselineFile(part()).contents() == ["import": figures(1000, 10)])
    _ = try Baselines(isRecording: true).figures(figures(1101, 10), limit, part())
    _ = try Baselines(isRecording: true).figures(
      figures(500, 10), BaselineLimit(name: "b", tolerance: .percent(0)), part())
    #expect(try BaselineFile(part()).contents() == ["import": figures(1101, 10), "b": figures(500, 10)])
  }

  @Test func ofTheCasesOfATestTheLargestIsRecorded() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let baselines = Baselines(isRecording: true)
    for (bytes, blocks) in [(1000, 50), (3000, 10), (2000, 20)] {
      _ = try baselines.figures(figures(bytes, blocks), limit, part())
    }
    #expect(try BaselineFile(part()).contents() == ["import": figures(3000, 50)])
  }

  @Test func twoTestsDoNotShareABaseline() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let baselines = Baselines(isRecording: true)
    _ = try baselines.figures(figures(1, 1), limit, part("one()"))
    let error = #expect(throws: LimitRefusal.self) { try baselines.figures(figures(1, 1), limit, part("two()")) }
    #expect(error == .sharedBaseline(name: "import", by: "one()", and: "two()"))
  }

  @Test(arguments: [
    ("{", "it is no JSON"),
    ("{\"{c}\": {\"import\": {\"peakBytes\": 1}}}", "“allocations” is missing in “{c}” → “import”"),
    ("[1]", "a value of another kind stands at the top"),
    (
      "{\"{c}\": {\"import\": {\"peakBytes\": \"x\", \"allocations\": 1}}}",
      "a value of another kind stands in “{c}” → “import” → “peakBytes”"
    ),
  ])
  func aDamagedFileIsNamedWithWhatIsWrong(_ text: String, _ reason: String) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = BaselineFile(try part())
    let configured = text.replacingOccurrences(of: "{c}", with: BaselineFile.configuration)
    try Data(configured.utf8).write(to: URL(fileURLWithPath: file.path))
    for isRecording in [true, false] {
      let error = #expect(throws: BaselineError.self) {
        try Baselines(isRecording: isRecording).figures(figures(1, 1), limit, part())
      }
      #expect(error == .damaged(file.path, reason.replacingOccurrences(of: "{c}", with: BaselineFile.configuration)))
    }
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == configured)
  }

  @Test func aFolderThatCannotBeWrittenToIsNamed() {
    let part = LimitedPart(noun: "test", name: "", module: "AppTests", file: "/nowhere/A.swift") { _ in }
    let error = #expect(throws: BaselineError.self) {
      try Baselines(isRecording: true).figures(figures(1, 1), limit, part)
    }
    #expect(error == .unwritable("/nowhere/AppTests.memory.json", "No such file or directory"))
  }

  @Test func theFileIsTheSameWhoeverRecordsFirst() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["b", "a", "import/1"] {
      _ = try Baselines(isRecording: true).figures(
        figures(20_971_520, 1204), BaselineLimit(name: name, tolerance: .percent(5)), part())
    }
    let entry = { (name: String) in
      "    \"\(name)\" : {\n      \"allocations\" : 1204,\n      \"peakBytes\" : 20971520\n    }"
    }
    let entries = ["a", "b", "import/1"].map(entry).joined(separator: ",\n")
    #expect(
      try String(contentsOfFile: BaselineFile(part()).path, encoding: .utf8)
        == "{\n  \"\(BaselineFile.configuration)\" : {\n\(entries)\n  }\n}\n")
  }

  // MARK: Comparing

  private func excess(_ measured: RunFigures, _ tolerance: Tolerance = .percent(10)) -> BaselineExcess {
    BaselineExcess(
      measured: measured, baseline: figures(1000, 100), limit: BaselineLimit(name: "import", tolerance: tolerance))
  }

  @Test func upToTheToleranceNothingIsTooMuch() {
    #expect([excess(figures(1100, 110)).isOfPeak, excess(figures(1100, 110)).isOfAllocations] == [false, false])
    #expect([excess(figures(1101, 0)).isOfPeak, excess(figures(0, 111)).isOfAllocations] == [true, true])
    #expect(!excess(figures(1000, 100), .percent(0)).isOfPeak)
    #expect(excess(figures(1001, 100), .percent(0)).isOfPeak)
  }

  @Test func whatIsTooMuchIsSaidInPercent() {
    #expect(
      excess(figures(20_480, 0)).peakText
        == "Peak memory is 20.0 KiB (20,480 B), 1948 % more than the baseline “import” of 0.98 KiB (1,000 B); 10 % more would "
        + "be tolerated. Where that is meant, record it anew with MPROF_RECORD_BASELINES=1.")
    #expect(
      excess(figures(0, 125), .percent(0)).allocationsText("test")
        == "The test allocates 125 blocks, 25 % more than the baseline “import” of 100. Where that is meant, record it anew "
        + "with MPROF_RECORD_BASELINES=1.")
  }

  @Test func percentagesHaveADigitWhereThereIsOne() {
    #expect([0.05, 0.125, 0, 12].map(Tolerance.percentText) == ["5 %", "12.5 %", "0 %", "1200 %"])
  }
}
