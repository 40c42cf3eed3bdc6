// swift-tools-version: 6.1
import PackageDescription

/// Every kind of function the macros rewrite, compiled from outside the package as a user does.
let package = Package(
  name: "MacroMatrix",
  platforms: [.macOS(.v13)],
  dependencies: [.package(name: "swift-memory-profiler", path: "../..")],
  targets: [
    .executableTarget(
      name: "MacroMatrix", dependencies: [.product(name: "MemoryProfiler", package: "swift-memory-profiler")])
  ],
  swiftLanguageModes: [.v6]
)
