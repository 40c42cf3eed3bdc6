// swift-tools-version: 6.1
import PackageDescription

/// For .ci/test-heap-leaks: the program as one that links the library; the file alone is also compiled without it.
let package = Package(
  name: "LeaksAtExit",
  dependencies: [.package(name: "swift-memory-profiler", path: "../..", traits: [])],
  targets: [
    .executableTarget(
      name: "LeaksAtExit", dependencies: [.product(name: "MemoryProfiler", package: "swift-memory-profiler")])
  ],
  swiftLanguageModes: [.v6]
)
