// swift-tools-version: 6.1
import PackageDescription

/// What the profiler costs: `./run` builds these programs, measures them and prints a table. A package of its own, so that
/// its dependencies are nobody else's.
let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "swift-memory-profiler", path: "..", traits: []),
    .package(url: "https://github.com/swiftlang/swift-syntax", exact: "603.0.1"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    .target(name: "CPairs"),
    .target(name: "CWorkloads"),
    .target(
      name: "Workloads",
      dependencies: [
        "CPairs", "CWorkloads",
        .product(name: "SwiftSyntax", package: "swift-syntax"),
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Yams", package: "Yams"),
      ]),
    // The same program, without and with the profiler in it.
    .executableTarget(name: "unlinked", dependencies: ["Workloads"]),
    .executableTarget(
      name: "linked",
      dependencies: ["Workloads", .product(name: "MemoryProfiler", package: "swift-memory-profiler")]),
    .executableTarget(
      name: "lines",
      dependencies: ["CPairs", .product(name: "MemoryProfiler", package: "swift-memory-profiler")]),
    // Blocks that stay, and what is measured beside them.
    .target(name: "Living"),
    .executableTarget(
      name: "snapshots",
      dependencies: ["Living", .product(name: "MemoryProfiler", package: "swift-memory-profiler")]),
    .target(name: "CGrowth"),
    .executableTarget(
      name: "growth",
      dependencies: ["CGrowth", "Living", .product(name: "MemoryProfiler", package: "swift-memory-profiler")]),
    // A short program, without and with a table of its lines.
    .target(name: "ShortWork"),
    .executableTarget(name: "short-unlinked", dependencies: ["ShortWork"]),
    .executableTarget(
      name: "short",
      dependencies: ["ShortWork", .product(name: "MemoryProfiler", package: "swift-memory-profiler")]),
    .executableTarget(
      name: "heap", dependencies: ["Living", .product(name: "MemoryProfiler", package: "swift-memory-profiler")]),
  ],
  swiftLanguageModes: [.v6]
)
