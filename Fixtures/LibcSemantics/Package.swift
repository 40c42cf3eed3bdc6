// swift-tools-version: 6.1
import PackageDescription

/// The same calls of libc's allocation functions, once on glibc alone and once through the interposer.
let package = Package(
  name: "LibcSemantics",
  dependencies: [.package(name: "swift-memory-profiler", path: "../..", traits: [])],
  targets: [
    .executableTarget(name: "plain", cSettings: [.headerSearchPath("../include")]),
    .executableTarget(
      name: "interposed", dependencies: [.product(name: "MemoryProfiler", package: "swift-memory-profiler")],
      cSettings: [.headerSearchPath("../include")]),
  ]
)
