// Real code to symbolize: this package's own, compiled for the tests.
import Foundation

/// A binary and the directory it lives in as long as somebody uses it.
struct Binary: Sendable {
  var path: String
  var directory: Directory

  /// The Symbolication module: about 20 files, generics, closures, calls into C.
  static let debug = Result { try swiftLibrary("-Onone") }
  static let release = Result { try swiftLibrary("-O") }
  /// The recorder: C, optimized, with clang's DWARF 5.
  static let optimizedC = Result { try cLibrary() }

  private static let sources: String = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return package.deletingLastPathComponent().path + "/Sources/"
  }()

  private static func files(_ module: String, _ suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: sources + module).filter { $0.hasSuffix(suffix) }.sorted().map {
      sources + module + "/" + $0
    }
  }

  private static func swiftLibrary(_ optimization: String) throws -> Binary {
    let directory = try Directory()
    let here = directory.path("")
    let common =
      ["-g", optimization, "-parse-as-library", "-emit-library", "-package-name", "tests", "-I", here, "-L", here]
    let wholeModule = optimization == "-O" ? ["-whole-module-optimization"] : []
    let snapshots =
      ["-emit-module", "-emit-module-path", here + "/Snapshots.swiftmodule", "-module-name", "Snapshots"]
      + ["-o", directory.path("libSnapshots.so")]
    try Toolchain.run("swiftc", common + snapshots + files("Snapshots", ".swift"), in: directory)
    let path = directory.path("libSymbolication.so")
    let symbolication =
      ["-lSnapshots", "-I", sources + "CLibdw", "-module-name", "Symbolication", "-o", path]
    try Toolchain.run(
      "swiftc", common + wholeModule + symbolication + files("Symbolication", ".swift"), in: directory)
    return Binary(path: path, directory: directory)
  }

  private static func cLibrary() throws -> Binary {
    let directory = try Directory()
    let path = directory.path("librecorder.so")
    let arguments = [
      "-g", "-O2", "-fPIC", "-shared", "-Wl,--build-id", "-I", sources + "CAllocationRecorder/include",
      "-I", sources + "CRecorderCalls/include", "-o", path,
    ]
    try Toolchain.run("clang", arguments + files("CAllocationRecorder", ".c"), in: directory)
    return Binary(path: path, directory: directory)
  }

  /// A program of one Swift file.
  static func program(_ source: String, _ arguments: [String]) throws -> Binary {
    let directory = try Directory()
    let main = try directory.write(source, to: "main.swift")
    try Toolchain.run("swiftc", ["-g", "-o", directory.path("program"), main] + arguments, in: directory)
    return Binary(path: directory.path("program"), directory: directory)
  }
}
