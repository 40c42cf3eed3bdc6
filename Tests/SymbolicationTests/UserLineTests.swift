// The policy of Symbolizer: which line stands for an address.
import Foundation
import Snapshots
import Testing

@testable import Symbolication

/// Line numbers below are those of this text.
private let source = """
  @inline(never) func grow(_ values: inout [Int], _ more: Int) {
    for value in 0..<more {
      values.append(value &* 3)
    }
  }

  struct Point: Hashable { var x: Int, y: Int, name: String }

  @inline(never) func twice(_ points: [Point]) -> Set<Point> {
    var all = Set(points)
    all.insert(Point(x: 1, y: 2, name: "here"))
    return all
  }

  var numbers: [Int] = []
  grow(&numbers, CommandLine.arguments.count)
  print(numbers.count, twice([]).count)
  """

@Suite struct UserLineTests {
  private static let program = Result { try Binary.program(source, ["-O"]) }
  private let binary: Binary
  private let answers: [SymbolizedAddress]

  init() throws {
    binary = try Self.program.get()
    let image = try ELFImage(path: binary.path)
    let symbolizer = Symbolizer(images: [image.loadedImage(path: binary.path)])
    let text = try #require(image.section(".text")?.addresses)
    answers = text.map { symbolizer.symbolize(ProgramCounter($0)) }
  }

  private func answers(in function: String) throws -> [SymbolizedAddress] {
    let found = answers.filter { $0.frames.last?.function.hasPrefix(function) ?? false }
    try #require(!found.isEmpty)
    return found
  }

  @Test func everyAddressOfAFunctionHasALineOfThatFunction() throws {
    let found = try answers(in: "program.grow(")
    #expect(found.filter { !(1...5).contains($0.userLocation?.line ?? 0) }.count == 0)
    #expect(found.allSatisfy { $0.userLocation?.file == binary.directory.path("main.swift") })
  }

  @Test func compilerGeneratedCodeInlinedFromTheStandardLibraryHasTheLineOfTheCall() throws {
    let appended = try answers(in: "program.grow(").filter { $0.frames[0].function.contains("append") }
    try #require(!appended.isEmpty)
    #expect(appended.allSatisfy { $0.frames[0].location?.line == 0 && $0.frames[0].isInlined })
    #expect(appended.allSatisfy { $0.userLocation?.line == 3 && $0.origin == .inlinedCall })
  }

  @Test func codeWithoutAnyLineHasThatOfItsNeighbourInTheFunction() throws {
    let found = try answers(in: "program.").filter { $0.origin == .neighbouringRow }
    try #require(!found.isEmpty)
    #expect(found.allSatisfy { answer in answer.frames.allSatisfy { !($0.location?.isWritten ?? false) } })
    #expect(found.allSatisfy { $0.userLocation!.isWritten && $0.reason == nil })
  }

  @Test func framesRunOutwardsFromTheInlinedOnesToTheFunctionWithTheCode() throws {
    for answer in try answers(in: "program.") {
      #expect(!answer.frames.dropLast().contains { !$0.isInlined })
      #expect(answer.frames.last?.isInlined == false)
    }
  }

  @Test func aWholeFunctionWithoutLinesSaysThatTheCompilerMadeIt() throws {
    let generated = answers.filter { $0.reason == .compilerGenerated(path: binary.path) }
    #expect(!generated.isEmpty)
    #expect(generated.allSatisfy { $0.userLocation == nil && !$0.frames.isEmpty })
  }

  @Test func manyAddressesHaveTheAnswersOfEachInTheirOrder() throws {
    let image = try ELFImage(path: binary.path)
    let addresses = image.codeAddresses(300, seed: 4).map(ProgramCounter.init) + [ProgramCounter(0)]
    let symbolizer = Symbolizer(images: [image.loadedImage(path: binary.path)])
    #expect(symbolizer.symbolize(addresses) == addresses.map { symbolizer.symbolize($0) })
  }

  @Test func answersHandedOnAscendAndStayWhatTheyAre() throws {
    let image = try ELFImage(path: binary.path)
    let addresses = image.codeAddresses(300, seed: 4).map(ProgramCounter.init)
    var order: [UInt64] = []
    var kept: [Int: SymbolizedAddress] = [:]
    let symbolizer = Symbolizer(images: [image.loadedImage(path: binary.path)])
    symbolizer.symbolize(addresses) { index, answer in
      order.append(addresses[index].rawValue)
      kept[index] = answer
    }
    #expect(order == addresses.map(\.rawValue).sorted())
    #expect(addresses.indices.map { kept[$0] } == addresses.map { symbolizer.symbolize($0) })
  }

  @Test func answersNameTheImageAndTheOffsetInIt() throws {
    var image = try ELFImage(path: binary.path).loadedImage(path: binary.path)
    let address = try #require(ELFImage(path: binary.path).section(".text")?.addresses.lowerBound)
    image.loadBias = 0x5555_0000_0000
    image.segments = image.segments.map { $0.lowerBound + image.loadBias..<$0.upperBound + image.loadBias }
    let answer = Symbolizer(images: [image]).symbolize(ProgramCounter(address + image.loadBias))
    #expect(answer.image == binary.path)
    #expect(answer.offset == address)
    #expect(answer.frames == answers[0].frames)
  }
}
