// Where there is no line, a reason says why.
import Foundation
import Snapshots
import Symbolication
import Testing

@Suite struct MissingLineTests {
  private static let program = Result { try Binary.program("@inline(never) func work() { print(1) }\nwork()\n", []) }
  private let binary: Binary
  private let image: ELFImage
  private let directory: Directory
  /// An address in `work`.
  private let address: ProgramCounter

  init() throws {
    binary = try Self.program.get()
    image = try ELFImage(path: binary.path)
    directory = try Directory()
    let symbolizer = Symbolizer(images: [image.loadedImage(path: binary.path)])
    address = try #require(
      image.section(".text")?.addresses.lazy.map(ProgramCounter.init).first {
        symbolizer.symbolize($0).userLocation?.line == 1
      })
  }

  private func symbolize(_ path: String) -> SymbolizedAddress {
    Symbolizer(images: [image.loadedImage(path: path)]).symbolize(address)
  }

  private func copy(_ name: String) throws -> String {
    try FileManager.default.copyItem(atPath: binary.path, toPath: directory.path(name))
    return directory.path(name)
  }

  @Test func anAddressOutsideEveryImageHasNoImage() {
    let answer = Symbolizer(images: []).symbolize(ProgramCounter(0x1000))
    #expect(answer == SymbolizedAddress(reason: .noImage))
    #expect(answer.reason?.description == "the address is in no loaded image")
  }

  @Test(arguments: ["", "linux-vdso.so.1"]) func anImageOfTheKernelHasNoFile(path: String) {
    #expect(symbolize(path).reason == .imageWithoutFile)
  }

  @Test func aDeletedFileCannotBeRead() {
    let path = directory.path("gone")
    #expect(symbolize(path).reason == .unreadableFile(path: path, error: ENOENT))
    #expect(symbolize(path).reason?.description == "\(path) cannot be read: No such file or directory")
  }

  @Test func aPipeInTheFilesPlaceIsNotWaitedFor() {
    let path = directory.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    #expect(symbolize(path).reason == .notAFile(path: path))
  }

  @Test func anotherBuildInTheFilesPlaceIsRefused() throws {
    let other = try Binary.program("@inline(never) func work() { print(2, 3) }\nwork()\n", [])
    let answer = symbolize(other.path)
    #expect(answer.reason == .otherBuild(path: other.path))
    #expect(answer.frames.isEmpty)
  }

  @Test func withoutABuildIDTheSegmentsTellBuildsApart() throws {
    var loaded = image.loadedImage(path: binary.path, checkingBuildID: false)
    #expect(Symbolizer(images: [loaded]).symbolize(address).userLocation?.line == 1)
    loaded.segments[0] = loaded.segments[0].lowerBound..<loaded.segments[0].upperBound + 0x2000
    #expect(Symbolizer(images: [loaded]).symbolize(address).reason == .otherBuild(path: binary.path))
  }

  @Test func withoutDebugInformationTheSymbolTableStillNamesTheFunction() throws {
    let path = try copy("no-debug")
    try Toolchain.run("llvm-objcopy", ["--strip-debug", path], in: directory)
    let answer = symbolize(path)
    #expect(answer.reason == .noDebugInformation(path: path))
    #expect(answer.frames.map(\.function) == ["program.work() -> ()"])
    #expect(answer.frames.map(\.location) == [nil])
  }

  @Test func aStrippedFileLeavesModuleAndOffset() throws {
    let path = try copy("stripped")
    try Toolchain.run("llvm-objcopy", ["--strip-all", path], in: directory)
    let answer = symbolize(path)
    #expect(answer.reason == .noDebugInformation(path: path))
    #expect(answer.image == path && answer.offset == address.rawValue)
  }

  @Test func aSeparateDebugFileIsFoundByItsLink() throws {
    let path = try copy("linked")
    let debug = directory.path("linked.debug")
    try Toolchain.run("llvm-objcopy", ["--only-keep-debug", path, debug], in: directory)
    try Toolchain.run("llvm-objcopy", ["--strip-all", "--add-gnu-debuglink=" + debug, path], in: directory)
    let answer = symbolize(path)
    #expect(answer.userLocation?.line == 1)
    #expect(answer.frames.map(\.function) == ["program.work() -> ()"])
  }

  @Test func functionsOfTheStartupFilesAreNamedWithoutALine() throws {
    let symbolizer = Symbolizer(images: [image.loadedImage(path: binary.path)])
    let answers = try #require(image.section(".text")?.addresses).map { symbolizer.symbolize(ProgramCounter($0)) }
    let start = answers.filter { $0.frames.last?.function == "_start" }
    #expect(!start.isEmpty)
    #expect(start.allSatisfy { $0.reason == .noUnit(path: binary.path) && $0.frames.count == 1 })
  }

  @Test func aTextFileIsDamaged() throws {
    let path = try directory.write("no ELF at all\n", to: "text")
    guard case .damaged(path, let detail) = symbolize(path).reason else {
      Issue.record("\(symbolize(path))")
      return
    }
    #expect(!detail.isEmpty)
  }
}
