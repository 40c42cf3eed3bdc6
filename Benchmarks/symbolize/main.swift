// Answers code addresses as llvm-symbolizer does: reads them from standard input (`0x…`, one a line, in the file's own
// numbering) and writes for each the address, the function and `file:line:column` of every frame, and an empty line.
// Usage: symbolize [--no-demangle] FILE. What one read gives is answered at once, so it can be talked to through a pipe.
#if os(Linux)
import Glibc
import Snapshots
import Symbolication

private func fail(_ message: String) -> Never {
  let line = "symbolize: \(message)\n"
  _ = write(STDERR_FILENO, line, line.utf8.count)
  exit(1)
}

private let arguments = CommandLine.arguments.dropFirst()
private let paths = arguments.filter { $0 != "--no-demangle" }
guard paths.count == 1, let path = paths.first else { fail("usage: symbolize [--no-demangle] FILE") }
guard let segments = loadSegments(ofFile: path) else { fail("\(path) is not a 64-bit ELF file that can be read") }

private func answerAll(with symbolizer: Symbolizer, demangling: Bool) {
  var input = AddressInput(descriptor: STDIN_FILENO)
  while let addresses = input.next() {
    var output = AnswerOutput(descriptor: STDOUT_FILENO, demangles: demangling, count: addresses.count)
    symbolizer.symbolize(addresses) { output.append($1.frames, of: addresses[$0], question: $0) }
    output.write()
  }
}

// Global, so that the process ends without taking it apart.
private let symbolizer = Symbolizer(images: [LoadedImage(path: path, loadBias: 0, segments: segments)])
answerAll(with: symbolizer, demangling: !arguments.contains("--no-demangle"))
#else
fatalError("symbolize needs Linux")
#endif
