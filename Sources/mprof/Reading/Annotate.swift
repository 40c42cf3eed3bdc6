import ArgumentParser
import Reports
import Snapshots
import Symbolication

/// `mprof annotate`: a source file with what its lines hold.
struct Annotate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a source file with the memory of each line.",
    discussion: """
      Bytes are exact: those that the line allocated itself, and those that it and what it calls allocated. Allocations are \
      all that were ever made.
      """)

  @OptionGroup var input: Input

  @Argument(help: "The source file: its path, or the last components of it.", completion: .file())
  var source: String

  @Option(help: "Only lines at most so far from one with a number; without it, the whole file.")
  var context: Int?

  @OptionGroup var count: CountOptions

  func validate() throws {
    if let context, context < 0 { throw ValidationError("There is no context of \(context) lines: give 0 or more") }
  }

  func run() throws {
    let opened = try input.opened()
    let snapshot = try input.readable(opened)
    let counted = count.counted(inRecording: opened.recording != nil)
    let file = try file(in: snapshot, counted)
    let text = SourceFiles().lines(of: file).mapError { MissingText($0.description) }
    let screen = Screen.current
    let annotated = AnnotatedSource(file, of: snapshot, counted: counted, text: text)
    try Output(path: nil).put(annotated.rendered(context: context, paths: screen.paths, width: screen.width))
  }

  private func file(in snapshot: SymbolizedSnapshot, _ counted: CountedBlocks) throws(AnnotateError) -> String {
    let absolute = source.hasPrefix("/") ? source : (Screen.workingFolder ?? "") + "/" + source
    switch SourceMatch(source, absolute: absolute, in: snapshot, of: counted) {
    case .file(let file): return file
    case .several(let files): throw .several(source, files)
    case .none(let alternatives) where alternatives.isEmpty: throw .noLines(input.file)
    case .none(let alternatives): throw .notThere(source, input.file, alternatives)
    }
  }
}

/// One sentence each.
enum AnnotateError: Error, CustomStringConvertible {
  case several(String, [String])
  case notThere(String, String, [String])
  case noLines(String)

  var description: String {
    switch self {
    case .several(let source, let files):
      "Several files end in \(source): choose one of \(files.joined(separator: ", "))"
    case .notThere(let source, let file, let alternatives):
      "No traceback of \(file) has a line of \(source): there are lines of \(alternatives.joined(separator: ", "))"
    case .noLines(let file):
      "No traceback of \(file) has a source line: build the program with debug information (-g)"
    }
  }
}
