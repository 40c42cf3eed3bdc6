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

private let image = LoadedImage(path: path, loadBias: 0, segments: segments)
private var input = AddressInput(descriptor: STDIN_FILENO)
private var output = AnswerOutput(descriptor: STDOUT_FILENO, demangles: !arguments.contains("--no-demangle"))
private let symbolizer = Symbolizer(images: [image])
while let addresses = input.next() {
  for (address, answer) in zip(addresses, symbolizer.symbolize(addresses)) { output.append(answer, of: address) }
  output.flush()
}
#else
fatalError("symbolize needs Linux")
#endif
