import Glibc

/// The program to run, found and looked at before anything is written or started.
struct ProgramFile {
  let path: String

  /// - Parameter name: a path, or a name to be searched in PATH as a shell does.
  init(_ name: String) throws(RunError) {
    guard let found = name.contains("/") ? name : Self.search(name) else { throw .noSuchProgram(name) }
    var status = stat()
    guard stat(found, &status) == 0 else { throw .noSuchProgram(name) }
    guard status.st_mode & S_IFMT == S_IFREG, access(found, X_OK) == 0 else { throw .notExecutable(found) }
    // The loader ignores what is preloaded into such a program.
    let changesUser = status.st_mode & S_ISUID != 0 && status.st_uid != getuid()
    let changesGroup = status.st_mode & S_ISGID != 0 && status.st_gid != getgid()
    if changesUser || changesGroup { throw .setuid(found) }
    if Self.isStatic(found) { throw .isStatic(found) }
    path = found
  }

  private static func search(_ name: String) -> String? {
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return folders.split(separator: ":", omittingEmptySubsequences: false).lazy
      .map { ($0.isEmpty ? "." : $0) + "/" + name }.first { access($0, X_OK) == 0 && isFile($0) }
  }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// An ELF file for 64 bits without PT_INTERP, which asks for a loader. Scripts and what is not understood are not.
  private static func isStatic(_ path: String) -> Bool {
    guard let file = fopen(path, "re") else { return false }
    defer { fclose(file) }
    var start = [UInt8](repeating: 0, count: 4096)
    let count = fread(&start, 1, start.count, file)
    guard count >= 64, start.prefix(5) == [0x7f, 0x45, 0x4c, 0x46, 2] else { return false }
    func number(_ at: Int, _ bytes: Int) -> Int { (0..<bytes).reduce(0) { $0 | Int(start[at + $1]) << (8 * $1) } }
    let (first, size, headers) = (number(32, 4), number(54, 2), number(56, 2))
    guard size >= 4, first + size * headers <= count else { return false }
    return !(0..<headers).contains { number(first + size * $0, 4) == 3 }
  }
}

/// Why a program is not started. `description` is one sentence.
enum RunError: Error, CustomStringConvertible {
  case noSuchProgram(String)
  case notExecutable(String)
  case setuid(String)
  case isStatic(String)
  case noPreloadLibrary(String)
  case cannotStart(String, Int32)
  case unwritable(String, Int32)
  case unreadable(String, Int32)

  var description: String {
    switch self {
    case .noSuchProgram(let name): "\(name) is not there: name a program, or the path of one"
    case .notExecutable(let path): "\(path) is not an executable file: name a program"
    case .setuid(let path): "\(path) changes its user and cannot be recorded: run mprof as that user"
    case .isStatic(let path):
      "\(path) is linked statically and cannot be recorded: link it dynamically, or link the library MemoryProfiler"
    case .noPreloadLibrary(let path): "\(path) is missing: install mprof as a whole"
    case .cannotStart(let path, let error): "\(path) cannot be started: \(String(cString: strerror(error)))"
    case .unreadable(let path, let error): "\(path) cannot be read: \(String(cString: strerror(error)))"
    case .unwritable(let path, let error): "\(path) cannot be written: \(String(cString: strerror(error)))"
    }
  }
}

/// What is loaded into the program before its own libraries.
enum PreloadLibrary {
  /// The value for LD_PRELOAD: ours before whatever is there.
  static func listed() throws(RunError) -> String {
    let path = try find()
    guard let others = getenv("LD_PRELOAD"), others.pointee != 0 else { return path }
    return path + ":" + String(cString: others)
  }

  /// Beside mprof where it was built, in ../lib where it was installed.
  private static func find() throws(RunError) -> String {
    guard let own = realpath("/proc/self/exe", nil) else { throw .noPreloadLibrary("libmprof-preload.so") }
    defer { free(own) }
    let folder = String(cString: own).split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    let places = ["\(folder)/libmprof-preload.so", "\(folder)/../lib/libmprof-preload.so"]
    guard let found = places.first(where: { access($0, R_OK) == 0 }) else { throw .noPreloadLibrary(places[1]) }
    return found
  }
}
