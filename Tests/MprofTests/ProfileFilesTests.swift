import ArgumentParser
import Testing

@testable import mprof

private let files = ProfileFiles(names: [
  "mprofile_20260102030405.mprof", "mprofile_20250102030405.dat", "mprofile_20260102030406.dat", "other.dat",
  "mprofile_2026010203040.dat", "mprofile_20260102030406.dat.svg", "mprofile_2026010203040x.dat",
])

@Test func recordingsAreThoseWithATimeInTheirNamesOldestFirst() {
  #expect(
    files.names == ["mprofile_20250102030405.dat", "mprofile_20260102030405.mprof", "mprofile_20260102030406.dat"])
}

@Test func anIndexCountsFromTheOldestOrFromTheNewest() throws {
  #expect(try files.file(at: 0) == "mprofile_20250102030405.dat")
  #expect(try files.file(at: -1) == "mprofile_20260102030406.dat")
  #expect(
    try files.files(named: ["1", "-2", "2"]) == ["mprofile_20260102030405.mprof", "mprofile_20260102030406.dat"])
  #expect(try files.last() == "mprofile_20260102030406.dat")
}

@Test func whatIsNotThereIsSaidInASentence() {
  #expect(throws: ProfileFilesError.noSuchIndex(3, count: 3)) { try files.file(at: 3) }
  #expect(throws: ProfileFilesError.noSuchIndex(-4, count: 3)) { try files.file(at: -4) }
  #expect(throws: ProfileFilesError.none) { try ProfileFiles(names: []).last() }
  #expect(throws: ProfileFilesError.notFound("nowhere.dat")) { try files.files(named: ["nowhere.dat"]) }
  #expect(
    ProfileFilesError.noSuchIndex(3, count: 3).description
      == "There is no recording 3: give a number from -3 to 2, as `mprof list` shows them")
}

@Test func theListIsMemoryProfilers() {
  #expect(
    ListRecordings.line(0, "mprofile_20260102030405.dat") == "0 mprofile_20260102030405.dat 03:04:05 02/01/2026")
}

@Test func negativeNumbersAreIndicesAndNoOptions() throws {
  #expect(shieldingNegativeIndices(["plot", "-1", "-o", "x.svg", "a"]) == ["plot", " -1", "-o", "x.svg", "a"])
  #expect(shieldingNegativeIndices(["rm", "0", "--", "-2"]) == ["rm", "0", "--", "-2"])
  #expect(shieldingNegativeIndices(["run", "head", "-1"]) == ["run", "head", "-1"])
  #expect(shieldingNegativeIndices(["plot", "--window", "-1,5"]) == ["plot", "--window", "-1,5"])
  #expect(shieldingNegativeIndices([]) == [])
  let peak = try #require(try Mprof.parseAsRoot(shieldingNegativeIndices(["peak", "-1", "0"])) as? Peak)
  #expect(try files.files(named: peak.files) == ["mprofile_20260102030406.dat", "mprofile_20250102030405.dat"])
}

@Test func aPlotTakesWindowTitleAndFiles() throws {
  let plot = try #require(try Mprof.parseAsRoot(["plot", "-w", "-1,20.5", "-t", "x", "a.dat", "b.dat"]) as? Plot)
  #expect(plot.window?.seconds == -1...20.5)
  #expect((plot.title, plot.files.count) == ("x", 2))
}

@Test(arguments: [["--window", "5"], ["--window", "5,1"], ["--window", "a,b"], ["--output", "x.pdf"]])
func wrongOptionsOfAPlotAreRefused(arguments: [String]) {
  #expect(throws: (any Error).self) { try Mprof.parseAsRoot(["plot"] + arguments) }
}

@Test func aPNGWithoutCairoSaysWhatToInstall() {
  #expect(throws: PaintingError.noLibrary) { try CairoLibrary(name: "libnowhere.so.2") }
  #expect(PaintingError.noLibrary.description.contains("install the package libcairo2"))
}
