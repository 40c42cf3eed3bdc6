// Which frames the addresses of a snapshot become.
import Foundation
import Snapshots
import Testing

@testable import Symbolication

/// Line numbers below are those of this text.
private let source = """
  struct Item { var name: String, next: [Int] }

  @inline(__always) func inner(_ count: Int) -> [Item] {
    [Item(name: String(repeating: "x", count: count), next: [count])]
  }

  @inline(never) func outer(_ count: Int) -> Int {
    inner(count).count + 1
  }

  @inline(never) func grow(_ values: inout [Int], _ more: Int) {
    for value in 0..<more {
      values.append(value &* 3)
    }
  }

  var numbers: [Int] = []
  grow(&numbers, outer(CommandLine.arguments.count))
  print(numbers.count)
  """

@Suite struct SnapshotSymbolicationTests {
  private static let program = Result { try Binary.program(source, ["-O", "-Xlinker", "--build-id"]) }
  private let binary: Binary
  private let image: LoadedImage
  /// All addresses of `.text` with what is known of them.
  private let answers: [(address: CodeAddress, answer: SymbolizedAddress)]

  init() throws {
    binary = try Self.program.get()
    let file = try ELFImage(path: binary.path)
    image = file.loadedImage(path: binary.path)
    let text = try #require(file.section(".text")?.addresses).map { ProgramCounter($0) }
    answers = zip(text, Symbolizer(images: [image]).symbolize(text)).map { (.programCounter($0), $1) }
  }

  private func snapshot(_ tracebacks: [CodeAddress]..., images: [LoadedImage]? = nil) -> Snapshot {
    let sites = tracebacks.map {
      AllocationSite(traceback: Traceback(frames: $0), live: BlockTotal(blocks: 1, bytes: 8))
    }
    return Snapshot(sites: sites, images: images ?? [image], maximumFrames: 8, creationTime: .zero)
  }

  private func frames(_ addresses: CodeAddress...) -> [SourceFrame] {
    let snapshot = snapshot(addresses)
    return snapshot.symbolized().traceback(of: snapshot.sites[0]).frames
  }

  private func address(_ isMeant: (SymbolizedAddress) -> Bool) throws -> CodeAddress {
    try #require(answers.first { isMeant($0.answer) }).address
  }

  private func function(_ name: String) throws -> String {
    try #require(answers.lazy.compactMap { $0.answer.frames.last?.function }.first { $0.hasPrefix("program." + name) })
  }

  private var start: CodeAddress { get throws { try address { $0.frames.last?.function == "_start" } } }
  private var inGrow: CodeAddress {
    get throws { try address { $0.origin == .inlinedCall && $0.userLocation?.line == 13 } }
  }

  @Test func anInlinedFunctionAndThoseItWasInlinedIntoAreFramesInnermostFirst() throws {
    let inlined = try address { answer in
      answer.origin == .lineRow && answer.userLocation?.line == 4 && answer.frames.last?.location?.line == 8
    }
    let found = frames(inlined)
    #expect(found.map(\.line) == [4, 8])
    #expect(found[0].function.hasPrefix("program.inner("))
    #expect(found[1].function == (try function("outer")))
    #expect(found.allSatisfy { $0.file == binary.directory.path("main.swift") })
  }

  @Test func compilerMadeInlinedFramesAreDroppedAndTheirCallHasTheFunctionItIsIn() throws {
    let file = binary.directory.path("main.swift")
    #expect(frames(try inGrow) == [SourceFrame(function: try function("grow"), file: file, line: 13)])
  }

  @Test func aNeighboursLineBelongsToTheFunctionWithTheCode() throws {
    let near = try #require(answers.first { $0.answer.origin == .neighbouringRow })
    let line = try #require(near.answer.userLocation)
    let name = try #require(near.answer.frames.last?.function)
    #expect(frames(near.address) == [SourceFrame(function: name, file: line.file, line: line.line)])
  }

  @Test func addressesWithoutALineAreLeftOut() throws {
    #expect(frames(try start, try inGrow, try start) == frames(try inGrow))
  }

  @Test func whereNoAddressHasALineTheInnermostNamedFunctionStandsWithItsImage() throws {
    let unnamed = CodeAddress.programCounter(ProgramCounter(1))
    #expect(frames(unnamed, try start) == [SourceFrame(function: "_start", file: "program", line: 0)])
    #expect(frames(unnamed) == [.unknown])
  }

  @Test func statisticsByLineFileAndFunctionUseTheSameFrames() throws {
    let snapshot = snapshot([try start, try inGrow], [try start])
    let file = binary.directory.path("main.swift")
    #expect(
      Set(snapshot.statistics(by: .line).map(\.group)) == [
        .line(file: file, line: 13), .line(file: "program", line: 0),
      ])
    #expect(Set(snapshot.statistics(by: .file).map(\.group)) == [.file(file), .file("program")])
    #expect(
      Set(snapshot.statistics(by: .function).map(\.group)) == [
        .function(try function("grow")), .function("_start"),
      ])
  }

  @Test func whatASnapshotOffersIsThatOfItsSymbolizedOne() throws {
    let snapshot = snapshot([try inGrow, try start], [try start])
    let symbolized = snapshot.symbolized()
    let one = self.snapshot([try start])
    for grouping in StatisticGrouping.allCases {
      #expect(
        snapshot.statistics(by: grouping, cumulative: true, of: \.live)
          == symbolized.statistics(by: grouping, cumulative: true, of: \.live))
      #expect(
        snapshot.compared(to: one, by: grouping) == symbolized.compared(to: one.symbolized(), by: grouping))
    }
    let filter = [Filter.exclude(file: "program")]
    #expect(snapshot.filtered(by: filter) == symbolized.filtered(by: filter).snapshot)
    #expect(snapshot.filtered(by: filter).sites == [snapshot.sites[0]])
    #expect(snapshot.traceback(of: snapshot.sites[0]) == symbolized.traceback(of: snapshot.sites[0]))
  }

  @Test func theReturnAddressOfACallIsLookedUpInsideIt() throws {
    let inside = try inGrow
    let after = CodeAddress.returnAddress(ReturnAddress(inside.programCounter.rawValue + 1))
    #expect(frames(after) == frames(inside))
  }

  @Test func anotherBuildAtTheImagesPathGivesNoLinesAndTheReason() throws {
    let other = try Binary.program("print(1)\n", ["-O", "-Xlinker", "--build-id"])
    var replaced = image
    replaced.path = other.path
    let symbolized = snapshot([try inGrow], images: [replaced]).symbolized()
    #expect(symbolized.statistics(by: .line).map(\.group) == [.line(file: "<unknown>", line: 0)])
    #expect(symbolized.missingLines.map(\.reason) == ["\(other.path) is not the build that was running"])
    #expect(symbolized.missingLines.map(\.live) == [BlockTotal(blocks: 1, bytes: 8)])
  }

  @Test func linesThatAreThereHaveNoReason() throws {
    #expect(snapshot([try start, try inGrow]).symbolized().missingLines.isEmpty)
  }

  @Test func whatWasSymbolizedOnceIsNotReadAgain() throws {
    let path = binary.directory.path("copy-\(UUID())")
    try FileManager.default.copyItem(atPath: binary.path, toPath: path)
    var copy = image
    copy.path = path
    let symbolizer = SnapshotSymbolizer(images: [copy])
    let before = symbolizer.names(of: [try inGrow]) { _, _ in }
    #expect(try before[inGrow]?.frames == frames(try inGrow))
    try FileManager.default.removeItem(atPath: path)
    #expect(symbolizer.names(of: [try inGrow]) { _, _ in Issue.record("looked up again") } == before)
    #expect(try symbolizer.names(of: [start]) { _, _ in }[start]?.fallback?.function == "_start")
  }

  @Test func progressIsTakenInPiecesOfTheAddressesThatAreNew() throws {
    let symbolizer = SnapshotSymbolizer(images: [image])
    var steps: [[Int]] = []
    _ = symbolizer.names(of: Set(answers.prefix(100).map(\.address))) { _, _ in }
    _ = symbolizer.names(of: Set(answers.prefix(700).map(\.address))) { steps.append([$0, $1]) }
    #expect(steps == [[0, 600], [512, 600]])
  }

  @Test func severalTasksThatSymbolizeSnapshotsOfDifferentImagesEachGetTheirOwn() async throws {
    let mine = snapshot([try inGrow])
    let noImages = snapshot([try inGrow], images: [])
    let found = await withTaskGroup(of: (Int, [StatisticGroup]).self) { group in
      for number in 0..<16 {
        group.addTask { (number, (number % 2 == 0 ? mine : noImages).statistics(by: .line).map(\.group)) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let line = StatisticGroup.line(file: binary.directory.path("main.swift"), line: 13)
    for (number, groups) in found {
      #expect(groups == [number % 2 == 0 ? line : .line(file: "<unknown>", line: 0)])
    }
    #expect(found.count == 16)
  }
}

@Suite struct DebugFileTests {
  private let binary: Binary
  private let image: LoadedImage
  private let debugFolder: String
  private let address: UInt64

  /// A program of which only the debug file is left, in the folder of its build ID.
  init() throws {
    binary = try Binary.program("@inline(never) func work() { print(1) }\nwork()\n", ["-Xlinker", "--build-id"])
    let file = try ELFImage(path: binary.path)
    image = file.loadedImage(path: binary.path)
    let symbolizer = Symbolizer(images: [image])
    address = try #require(
      file.section(".text")?.addresses.first { symbolizer.symbolize(ProgramCounter($0)).userLocation?.line == 1 })
    debugFolder = binary.directory.path("debug")
    let digits = image.buildID.map { String(format: "%02x", $0) }
    let folder = debugFolder + "/.build-id/" + digits[0]
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let debug = folder + "/" + digits.dropFirst().joined() + ".debug"
    try Toolchain.run("llvm-objcopy", ["--only-keep-debug", binary.path, debug], in: binary.directory)
  }

  private func symbolized(_ image: LoadedImage) -> SymbolizedAddress {
    var answer = SymbolizedAddress()
    DebugImage(image, debugFolder: debugFolder).symbolize(address, into: &answer)
    return answer
  }

  @Test func aFileThatIsGoneIsReplacedByTheDebugFileOfItsBuild() throws {
    try FileManager.default.removeItem(atPath: binary.path)
    #expect(symbolized(image).userLocation?.line == 1)
    #expect(symbolized(image).frames.map(\.function) == ["program.work() -> ()"])
  }

  @Test func aFileOfAnotherBuildIsReplacedByTheDebugFileOfTheImages() throws {
    let other = try Binary.program("print(2, 3)\n", ["-Xlinker", "--build-id"])
    var replaced = image
    replaced.path = other.path
    #expect(symbolized(replaced).userLocation?.line == 1)
  }

  @Test func aDebugFileOfAnotherBuildIsRefused() throws {
    var other = image
    other.path = "/nowhere"
    let debug = debugFolder + "/.build-id/"
    let old = image.buildID.map { String(format: "%02x", $0) }
    other.buildID[0] ^= 1
    let folder = debug + String(format: "%02x", other.buildID[0])
    try FileManager.default.moveItem(atPath: debug + old[0], toPath: folder)
    let answer = symbolized(other)
    #expect(answer.userLocation == nil)
    #expect(answer.reason == .unreadableFile(path: "/nowhere", error: ENOENT))
  }

  @Test func withoutADebugFileTheReasonIsTheFilesOwn() throws {
    try FileManager.default.removeItem(atPath: debugFolder)
    try FileManager.default.removeItem(atPath: binary.path)
    #expect(symbolized(image).reason == .unreadableFile(path: binary.path, error: ENOENT))
  }
}
