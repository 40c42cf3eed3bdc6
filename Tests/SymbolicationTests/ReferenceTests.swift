// The answers are those of llvm-symbolizer, over thousands of addresses of real binaries.
import Foundation
import Snapshots
import Symbolication
import Testing

/// What both sides are reduced to: innermost first, a function without a name as "", a missing file as "".
private struct Frame: Hashable, CustomStringConvertible {
  var function: String
  var file: String
  var line: Int
  var column: Int

  var description: String { "\(function) \(file):\(line):\(column)" }
}

// The tool's own keys.
// swift-format-ignore: AlwaysUseLowerCamelCase
private struct ReferenceAnswer: Decodable {
  struct Frame: Decodable {
    var FunctionName: String
    var FileName: String
    var Line: Int
    var Column: Int
  }
  var Symbol: [Frame]
}

private func referenceFrames(_ binary: Binary, _ addresses: [UInt64]) throws -> [[Frame]] {
  let output = try Toolchain.run(
    "llvm-symbolizer", ["--obj=" + binary.path, "--inlines", "--no-demangle", "--output-style=JSON"],
    input: addresses.map { "0x" + String($0, radix: 16) + "\n" }.joined(), in: binary.directory)
  return try output.split(separator: "\n").map { line in
    try JSONDecoder().decode(ReferenceAnswer.self, from: Data(line.utf8)).Symbol.map {
      Frame(function: $0.FunctionName, file: $0.FileName, line: $0.Line, column: $0.Column)
    }
  }
}

private func ourFrames(_ answer: SymbolizedAddress) -> [Frame] {
  let frames = answer.frames.map {
    Frame(
      function: $0.linkageName ?? ($0.function == "<unknown>" ? "" : $0.function), file: $0.location?.file ?? "",
      line: $0.location?.line ?? 0, column: $0.location?.column ?? 0)
  }
  return frames.isEmpty ? [Frame(function: "", file: "", line: 0, column: 0)] : frames
}

/// How an answer of llvm-symbolizer may differ from ours, and why.
private enum Difference: Hashable {
  /// It prefixes the compiler's placeholder with the compile directory, as if that were a file there. We do not.
  case placeholderInDirectory
  /// For a function that only the symbol table knows, it shows the object file (STT_FILE) as the source, with line 0.
  /// That is no source file; we show none.
  case objectFileAsSource
  case unexplained
}

private func differences(_ reference: [Frame], _ ours: [Frame], _ answer: SymbolizedAddress) -> Set<Difference> {
  var found: Set<Difference> = []
  var explained = reference
  for index in explained.indices where explained[index].file.hasSuffix("/<compiler-generated>") {
    explained[index].file = "<compiler-generated>"
    found.insert(.placeholderInDirectory)
  }
  if case .noUnit = answer.reason, ours.count == 1, ours[0].file.isEmpty, explained[0].line == 0,
    !explained[0].file.isEmpty
  {
    explained[0].file = ""
    found.insert(.objectFileAsSource)
  }
  return explained == ours ? found : [.unexplained]
}

@Suite struct ReferenceTests {
  @Test func aDebugBinarySymbolizesAsByLLVMSymbolizer() throws {
    try expectSameAnswers(Binary.debug.get(), explained: [.placeholderInDirectory, .objectFileAsSource], deepest: 2)
  }

  @Test func aReleaseBinarySymbolizesAsByLLVMSymbolizer() throws {
    try expectSameAnswers(Binary.release.get(), explained: [.placeholderInDirectory, .objectFileAsSource], deepest: 6)
  }

  @Test func optimizedCSymbolizesAsByLLVMSymbolizer() throws {
    try expectSameAnswers(Binary.optimizedC.get(), explained: [.objectFileAsSource], deepest: 4)
  }

  private func expectSameAnswers(_ binary: Binary, explained: Set<Difference>, deepest: Int) throws {
    let image = try ELFImage(path: binary.path)
    let addresses = image.codeAddresses(20_000, seed: 2)
    #expect(addresses.count >= 10_000)
    let symbolizer = Symbolizer(images: [image.loadedImage(path: binary.path)])
    let reference = try referenceFrames(binary, addresses)
    try #require(reference.count == addresses.count)
    var unexplained: [String] = []
    for (address, theirs) in zip(addresses, reference) {
      let answer = symbolizer.symbolize(ProgramCounter(address))
      let ours = ourFrames(answer)
      if !differences(theirs, ours, answer).isSubset(of: explained) {
        unexplained.append("\(String(address, radix: 16)): \(theirs), ours \(ours)")
      }
    }
    #expect(unexplained.count == 0, "\(unexplained.prefix(5))")
    #expect(reference.map(\.count).max()! >= deepest, "the binary tests no inline chains")
  }
}
