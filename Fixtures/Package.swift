// swift-tools-version: 6.1
import PackageDescription

/// Small real programs, each run as a process of its own: what its tables must show is written beside its lines.
/// A package elsewhere, as its users have it: the line that depends on ours is all it knows of us.
let profiler: Target.Dependency = .product(name: "MemoryProfiler", package: "swift-memory-profiler")

let package = Package(
  name: "Fixtures",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swift-memory-profiler", path: "..")],
  targets: [
    // The program on the README's first screen.
    .executableTarget(
      name: "Demonstration", dependencies: [profiler], path: "Demonstration", exclude: ["Data"]),
    // Every kind of function that the macros rewrite.
    .executableTarget(name: "MacroMatrix", dependencies: [profiler], path: "MacroMatrix/Sources/MacroMatrix"),
    // Programs with what each line of their tables must show written beside it.
    .executableTarget(name: "LineTables", dependencies: [profiler], path: "LineTables"),
    // Programs that give the profiler a hard time.
    .executableTarget(name: "Robustness", dependencies: [profiler], path: "Robustness"),
    // Programs whose resident memory is known.
    .executableTarget(name: "Usage", dependencies: [profiler], path: "Usage"),
    // The tracer's behaviours, one a subcommand.
    .executableTarget(name: "Tracing", dependencies: [profiler], path: "Tracing"),
    // Programs with known leaks, and without any.
    .executableTarget(name: "HeapLeaks", dependencies: [profiler], path: "HeapLeaks"),
    // What the heap graph answers, one question a subcommand.
    .executableTarget(name: "HeapQueries", dependencies: [profiler], path: "HeapQueries"),
    // One thread's real work, for Valgrind's DHAT to count as well.
    .executableTarget(name: "Exactness", dependencies: [profiler], path: "Exactness"),
    // The same calls of libc's allocation functions on glibc alone and through the interposer.
    .executableTarget(
      name: "LibcPlain", path: "LibcSemantics/Plain", cSettings: [.headerSearchPath("..")]),
    .executableTarget(
      name: "LibcInterposed", dependencies: [profiler], path: "LibcSemantics/Interposed",
      cSettings: [.headerSearchPath("..")]),
    // Runs them all; depends on none, so that it is not interposed itself.
    .testTarget(name: "FixtureTests"),
  ],
  swiftLanguageModes: [.v6]
)
