// Pictures of programs of their own: each scenario of Tests/HeapPictureFixture is a process that says what went wrong in it.
#if os(Linux)
import Foundation
import Testing

/// How threads are stopped, as the fixture takes it: a bit for each way, 0 for all.
enum Way: Int, CaseIterable {
  case ptrace = 2
  case signal = 4
}

/// Runs a scenario with so many pictures; nil if nothing was wrong. One that does not end is killed.
private func fault(_ scenario: String, _ way: Way?, pictures: Int = 1) throws -> String? {
  let own = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
  let fixture = own.deletingLastPathComponent().appendingPathComponent("heap-picture-fixture").path
  let process = Process()
  let output = Pipe()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["timeout", "-s", "KILL", "120", fixture, scenario, "\(way?.rawValue ?? 0)", "\(pictures)"]
  process.standardOutput = output
  try process.run()
  let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return process.terminationStatus == 0 ? nil : "status \(process.terminationStatus)\n\(text)"
}

@Suite(.serialized) struct HeapPictureTests {
  @Test(arguments: Way.allCases) func noBlockingCallIsDisturbedByAThousandPictures(_ way: Way) throws {
    #expect(try fault("blocked-calls", way, pictures: 1000) == nil)
  }

  @Test(arguments: Way.allCases) func eachSignalOfTheProgramInterruptsOneCall(_ way: Way) throws {
    #expect(try fault("real-signals", way, pictures: 200) == nil)
  }

  @Test(arguments: Way.allCases) func theProgramsOwnProfilingSignalsGoOn(_ way: Way) throws {
    #expect(try fault("profiling-signals", way, pictures: 100) == nil)
  }

  @Test(arguments: Way.allCases) func theCopyIsOfOneMomentAndStays(_ way: Way) throws {
    #expect(try fault("one-moment", way, pictures: 60) == nil)
  }

  @Test(arguments: Way.allCases) func aGoodMomentIsWaitedFor(_ way: Way) throws {
    #expect(try fault("locked-sums", way, pictures: 60) == nil)
  }

  @Test(arguments: Way.allCases) func withoutAGoodMomentThereIsNoPicture(_ way: Way) throws {
    #expect(try fault("no-good-moment", way) == nil)
  }

  @Test(arguments: Way.allCases) func whatIsOnlyInRegistersIsThere(_ way: Way) throws {
    #expect(try fault("registers", way, pictures: 30) == nil)
  }

  @Test(arguments: Way.allCases) func threadsMayComeAndGo(_ way: Way) throws {
    #expect(try fault("coming-threads", way, pictures: 200) == nil)
  }

  @Test(arguments: Way.allCases) func threeThousandThreadsStand(_ way: Way) throws {
    #expect(try fault("many-threads", way, pictures: 2) == nil)
  }

  @Test(arguments: Way.allCases) func ofTwoThatTakeAPictureOneIsTold(_ way: Way) throws {
    #expect(try fault("taken-at-once", way, pictures: 100) == nil)
  }

  @Test(arguments: Way.allCases) func theMainThreadMayHaveEnded(_ way: Way) throws {
    #expect(try fault("ended-main-thread", way, pictures: 20) == nil)
  }

  @Test(arguments: Way.allCases) func aThreadInVforkHasNoRegisters(_ way: Way) throws {
    #expect(try fault("waiting-for-vfork", way, pictures: 3) == nil)
  }

  @Test(arguments: Way.allCases) func aThreadThatBlocksTheSignalMustSleep(_ way: Way) throws {
    #expect(try fault("blocked-signal", way) == nil)
  }

  @Test(arguments: Way.allCases) func theProgramsWaitNeverSeesTheCopy(_ way: Way) throws {
    #expect(try fault("unseen-children", way, pictures: 50) == nil)
  }

  @Test(arguments: Way.allCases) func aProgramThatForksAndSpawnsGoesOn(_ way: Way) throws {
    #expect(try fault("forking-program", way, pictures: 200) == nil)
  }

  @Test(arguments: Way.allCases) func nothingIsLeftOfAThousandPictures(_ way: Way) throws {
    #expect(try fault("nothing-left", way, pictures: 1000) == nil)
  }

  @Test func theCopyHoldsNoFileOfThePrograms() throws {
    #expect(try fault("open-files", nil) == nil)
  }

  @Test func aPictureOutlivesTheThreadThatTookIt() throws {
    #expect(try fault("ended-taker", nil) == nil)
  }

  @Test func callsIntoACopyThatWasKilledFail() throws {
    #expect(try fault("killed-copy", nil) == nil)
  }

  @Test func theCopyEndsWhenTheProgramIsKilledOrBecomesAnother() throws {
    #expect(try fault("killed-program", nil) == nil)
  }

  @Test func wherePtraceIsRefusedASignalStopsThreads() throws {
    #expect(try fault("refused-ptrace", nil, pictures: 20) == nil)
  }

  @Test func whatCannotBeReadIsZero() throws {
    #expect(try fault("holes", nil) == nil)
  }

  @Test func whereReadsAreRefusedTheFileIsRead() throws {
    #expect(try fault("refused-reads", nil) == nil)
  }

  @Test func mapsOfTheCopyAreText() throws {
    #expect(try fault("maps", nil) == nil)
  }

  @Test func anUnknownScenarioIsAFault() throws {
    #expect(try fault("no such scenario", nil) != nil)
  }
}
#endif
