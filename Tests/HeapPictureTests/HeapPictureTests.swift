// Pictures of programs of their own: each scenario of Tests/HeapPictureFixture is a process that says what went wrong in it.
#if os(Linux)
import Foundation
import Testing

/// How threads are stopped, as the fixture takes it: a bit for each way, 0 for all.
enum Way: Int, CaseIterable {
  case ptrace = 2
  case signal = 4
}

/// What was wrong in a scenario, as it says itself.
private struct Fault: Error, CustomStringConvertible {
  let description: String
}

/// Runs a scenario with so many pictures. One that does not end is killed; the longest takes seconds, and minutes on a busy machine.
private func run(_ scenario: String, _ way: Way?, pictures: Int = 1) throws {
  let own = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
  let fixture = own.deletingLastPathComponent().appendingPathComponent("heap-picture-fixture").path
  let process = Process()
  let output = Pipe()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["timeout", "-s", "KILL", "600", fixture, scenario, "\(way?.rawValue ?? 0)", "\(pictures)"]
  process.standardOutput = output
  try process.run()
  let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  if process.terminationStatus != 0 { throw Fault(description: "status \(process.terminationStatus): \(text)") }
}

@Suite(.serialized) struct HeapPictureTests {
  @Test(arguments: Way.allCases) func noBlockingCallIsDisturbedByAThousandPictures(_ way: Way) throws {
    try run("blocked-calls", way, pictures: 1000)
  }

  @Test func aCallThatBeginsAnewIsNotTakenForOneThatMovedALittle() throws { try run("wound-back-call", .ptrace) }

  @Test(arguments: Way.allCases) func eachSignalOfTheProgramInterruptsOneCall(_ way: Way) throws {
    try run("real-signals", way, pictures: 200)
  }

  @Test(arguments: Way.allCases) func aSignalThatComesWhileAThreadStandsInterruptsItsCall(_ way: Way) throws {
    try run("signals-while-standing", way, pictures: 100)
  }

  @Test(arguments: Way.allCases) func theProgramsOwnProfilingSignalsGoOn(_ way: Way) throws {
    try run("profiling-signals", way, pictures: 100)
  }

  @Test(arguments: Way.allCases) func nothingIsUnderWayToAThreadThatStoodLate(_ way: Way) throws {
    try run("waiting-thread", way, pictures: 10)
  }

  @Test(arguments: Way.allCases) func aFullQueueOfSignalsEndsNoProgram(_ way: Way) throws {
    try run("full-signal-queue", way)
  }

  @Test(arguments: Way.allCases) func aSleepGoesOnAlsoAfterTheProcessWasStopped(_ way: Way) throws {
    try run("continued-process", way)
  }

  @Test(arguments: Way.allCases) func theCopyIsOfOneMomentAndStays(_ way: Way) throws {
    try run("one-moment", way, pictures: 60)
  }

  @Test(arguments: Way.allCases) func aGoodMomentIsWaitedFor(_ way: Way) throws {
    try run("locked-sums", way, pictures: 60)
  }

  @Test(arguments: Way.allCases) func withoutAGoodMomentThereIsNoPicture(_ way: Way) throws {
    try run("no-good-moment", way)
  }

  @Test(arguments: Way.allCases) func whatIsOnlyInRegistersIsThere(_ way: Way) throws {
    try run("registers", way, pictures: 30)
  }

  @Test(arguments: Way.allCases) func threadsMayComeAndGo(_ way: Way) throws {
    try run("coming-threads", way, pictures: 200)
  }

  @Test(arguments: Way.allCases) func threeThousandThreadsStand(_ way: Way) throws {
    try run("many-threads", way, pictures: 2)
  }

  @Test(arguments: Way.allCases) func ofTwoThatTakeAPictureOneIsTold(_ way: Way) throws {
    try run("taken-at-once", way, pictures: 100)
  }

  @Test(arguments: Way.allCases) func theMainThreadMayHaveEnded(_ way: Way) throws {
    try run("ended-main-thread", way, pictures: 20)
  }

  @Test(arguments: Way.allCases) func aThreadInVforkHasNoRegisters(_ way: Way) throws {
    try run("waiting-for-vfork", way, pictures: 3)
  }

  @Test(arguments: Way.allCases) func aThreadThatBlocksTheSignalMustSleep(_ way: Way) throws {
    try run("blocked-signal", way)
  }

  @Test(arguments: Way.allCases) func theProgramsWaitNeverSeesTheCopy(_ way: Way) throws {
    try run("unseen-children", way, pictures: 50)
  }

  @Test(arguments: Way.allCases) func aProgramThatForksAndSpawnsGoesOn(_ way: Way) throws {
    try run("forking-program", way, pictures: 200)
  }

  @Test(arguments: Way.allCases) func nothingIsLeftOfAThousandPictures(_ way: Way) throws {
    try run("nothing-left", way, pictures: 1000)
  }

  @Test func theCopyHoldsNoFileOfThePrograms() throws {
    try run("open-files", nil)
  }

  @Test func aPictureOutlivesTheThreadThatTookIt() throws {
    try run("ended-taker", nil)
  }

  @Test func callsIntoACopyThatWasKilledFail() throws {
    try run("killed-copy", nil)
  }

  @Test func theCopyEndsWhenTheProgramIsKilledOrBecomesAnother() throws {
    try run("killed-program", nil)
  }

  @Test func wherePtraceIsRefusedASignalStopsThreads() throws {
    try run("refused-ptrace", nil, pictures: 20)
  }

  @Test func whatCannotBeReadIsZero() throws {
    try run("holes", nil)
  }

  @Test func whereReadsAreRefusedTheFileIsRead() throws {
    try run("refused-reads", nil)
  }

  @Test func mapsOfTheCopyAreText() throws {
    try run("maps", nil)
  }

  @Test func anUnknownScenarioIsAFault() throws {
    #expect(throws: Fault.self) { try run("no such scenario", nil) }
  }
}
#endif
