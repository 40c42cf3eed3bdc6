import Testing

@Suite struct LibcSemanticsTests {
  private let plain = Programs.run("LibcPlain")

  @Test func theInterposerAnswersAsGlibcDoes() {
    #expect(plain.standardOutput.split(separator: "\n").count > 80)
    #expect(Programs.run("LibcInterposed").standardOutput == plain.standardOutput)
  }

  @Test(arguments: ["0", "256"])
  func theInterposerAnswersAsGlibcDoesWhileRecording(_ frames: String) {
    let recording = Programs.run("LibcInterposed", environment: ["MPROF_FRAMES": frames])
    #expect(recording.standardOutput == plain.standardOutput)
    #expect(recording.status == plain.status)
  }

  @Test(arguments: ["-1", "2049", "many", "", "12 "])
  func aFrameNumberThatIsNoneIsRefusedInOneSentenceAndChangesNothing(_ value: String) {
    let run = Programs.run("LibcInterposed", environment: ["MPROF_FRAMES": value])
    #expect(run.standardOutput == plain.standardOutput)
    #expect(
      run.standardError
        == "MemoryProfiler: MPROF_FRAMES is '\(value)', which is not a number of frames from 0 to 2048; nothing is recorded.\n"
    )
  }
}
