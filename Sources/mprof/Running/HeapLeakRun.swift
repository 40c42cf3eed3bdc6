import Glibc
import Reports

/// `mprof leaks --heap`: a program, and the leak report that it makes of itself when it exits.
struct HeapLeakRun {
  let command: [String]
  let limit: Int?
  let frames: Int?
  let options: LeakOptions

  /// Ends as the program did.
  func run() throws {
    let program = try ProgramFile(command[0])
    let library = try PreloadLibrary.listed()
    let request = LeakRequest(
      parent: Int(getpid()), limit: limit, frames: frames, folder: Screen.workingFolder,
      suppressions: try options.allSuppressions())
    let file = try RequestFile(request)
    defer { file.remove() }
    let child = try ChildProcess(
      program.path, arguments: command,
      environment: ["LD_PRELOAD": library, "MPROF_FRAMES": "256", "MPROF_HEAP": file.path])
    child.waitForEnd()
    let answer = LeakAnswer(file: file.contents)
    file.remove()
    let status = child.wait()
    let isClean = try show(answer, status)
    if options.failOnLeaks && !isClean && status.waitStatus == 0 { exit(1) }
    status.endAlike()
  }

  /// False when there are leaks or there is no report.
  private func show(_ answer: LeakAnswer, _ status: EndStatus) throws -> Bool {
    if case .report(let leaks, let text) = answer {
      try Output(path: options.output).put(text)
      return leaks == 0
    }
    Output.say(complaint(answer, status))
    return false
  }

  private func complaint(_ answer: LeakAnswer, _ status: EndStatus) -> String {
    let name = command[0]
    return switch answer {
    case .failure(let sentence):
      "there is no leak report of \(name): \(sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence)"
    case .notEnded where status.signal != 0:
      "there is no leak report of \(name), which signal \(status.signal) ended: only what returns from main or calls exit has one"
    case .notEnded:
      "there is no leak report of \(name), which neither returned from main nor called exit, or may write no larger files"
    case .incomplete:
      "there is no leak report of \(name): there was no room for it on the disk; set TMPDIR to a folder where there is"
    case .notRecorded, .report:
      "there is no leak report of \(name), which was not recorded: it ended before it allocated, brings a malloc of its own, "
        + "or has MEMORY_PROFILER=off in its environment"
    }
  }
}

/// The file through which mprof and the program speak.
private struct RequestFile {
  let path: String

  /// A new one, its owner's alone.
  init(_ request: LeakRequest) throws(RunError) {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var name = Array("\(folder)/mprof-leaks-XXXXXX".utf8CString)
    let file = mkstemp(&name)
    let path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    guard file >= 0 else { throw .unwritable(path, errno) }
    defer { close(file) }
    let text = Array(request.text.utf8)
    let written = write(file, text, text.count)
    guard written == text.count, let absolute = realpath(path, nil) else {
      let failure = written == text.count || written < 0 ? errno : ENOSPC
      unlink(path)
      throw .unwritable(path, failure)
    }
    self.path = String(cString: absolute)
    free(absolute)
  }

  /// Empty when it cannot be read.
  var contents: String { (try? MappedFile.read(path) { String(decoding: $0, as: UTF8.self) }) ?? "" }

  func remove() { unlink(path) }
}
