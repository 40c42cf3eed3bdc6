/// The recordings of a folder, as memory_profiler's users name them: by file, by index, or not at all.
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// `mprofile_YYYYMMDDhhmmss.mprof` and `.dat`, oldest first.
struct ProfileFiles {
  /// Their names, ascending by the time in them.
  let names: [String]
  let folder: String

  init(names: [String], folder: String = ".") {
    self.names = names.filter { Self.stamp(of: $0) != nil }.sorted()
    self.folder = folder
  }

  /// Those in a folder; none where it cannot be read.
  init(in folder: String = ".") {
    var names: [String] = []
    if let stream = opendir(folder) {
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        names.append(
          withUnsafePointer(to: &entry.pointee.d_name) { name in
            name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
          })
      }
    }
    self.init(names: names, folder: folder)
  }

  /// The fourteen digits of the time in a recording's name; nil for other files.
  static func stamp(of name: String) -> Substring? {
    guard name.hasPrefix("mprofile_"), name.hasSuffix(".dat") || name.hasSuffix(".mprof") else { return nil }
    let stamp = name.dropFirst("mprofile_".count).prefix { $0 != "." }
    let isWhole =
      stamp.utf8.count == 14 && stamp.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return isWhole && name.count - stamp.count <= "mprofile_.mprof".count ? stamp : nil
  }

  /// The file at an index: 0 is the oldest, -1 the newest.
  func file(at index: Int) throws(ProfileFilesError) -> String {
    let place = index < 0 ? names.count + index : index
    guard names.indices.contains(place) else { throw .noSuchIndex(index, count: names.count) }
    return names[place]
  }

  /// The newest.
  func last() throws(ProfileFilesError) -> String {
    guard let last = names.last else { throw .none }
    return last
  }

  /// The files that arguments name, each once: a file, or an index where there is no file of that name.
  func files(named arguments: [String], indexFirst: Bool = false) throws(ProfileFilesError) -> [String] {
    var files: [String] = []
    for argument in arguments {
      let file = try self.file(named: argument, indexFirst: indexFirst)
      if !files.contains(file) { files.append(file) }
    }
    return files
  }

  private func file(named argument: String, indexFirst: Bool) throws(ProfileFilesError) -> String {
    let exists = access(argument, F_OK) == 0
    if let index = Int(argument.drop { $0 == " " }), indexFirst || !exists { return try file(at: index) }
    guard exists else { throw .notFound(argument) }
    return argument
  }
}

/// Why there is no file. `description` is one sentence without a full stop.
enum ProfileFilesError: Error, Hashable, CustomStringConvertible {
  case none
  case noSuchIndex(Int, count: Int)
  case notFound(String)

  var description: String {
    switch self {
    case .none:
      "This folder has no mprofile_*.mprof and no mprofile_*.dat: name a file, or record a program with `mprof run`"
    case .noSuchIndex(let index, 0): "There is no recording \(index), since this folder has none: name a file"
    case .noSuchIndex(let index, let count):
      "There is no recording \(index): give a number from \(-count) to \(count - 1), as `mprof list` shows them"
    case .notFound(let name): "\(name) is not there: name a file, or a number that `mprof list` shows"
    }
  }
}
