// swift-tools-version: 6.1
import PackageDescription

/// Tests with memory limits that they keep, and others that they break: a package of its own, because its tests are meant to fail.
let limits: Target.Dependency = .product(name: "MemoryProfilerTesting", package: "swift-memory-profiler")

let package = Package(
  name: "MemoryLimits",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swift-memory-profiler", path: "../..", traits: [])],
  targets: [
    // The example of the article "Keep memory in check with your tests".
    .target(name: "Catalog"),
    .testTarget(name: "CatalogTests", dependencies: ["Catalog", limits]),
    // Run a thousand times, at the same time, without one failure.
    .testTarget(name: "KeptLimits", dependencies: [limits]),
    // Each with the report that it must get, in Expected.
    .testTarget(name: "BrokenLimits", dependencies: [limits]),
  ],
  swiftLanguageModes: [.v6]
)
