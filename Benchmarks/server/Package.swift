// swift-tools-version: 6.2
import PackageDescription

/// A JSON server on Hummingbird, without and with the profiler in it. A package of its own: the other programs are built without a server's
/// dependencies.
let package = Package(
  name: "Server",
  platforms: [.macOS(.v14)],
  dependencies: [
    .package(name: "swift-memory-profiler", path: "../..", traits: []),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
  ],
  targets: [
    .target(name: "Orders", dependencies: [.product(name: "Hummingbird", package: "hummingbird")]),
    .executableTarget(name: "server", dependencies: ["Orders"]),
    .executableTarget(
      name: "server-linked",
      dependencies: ["Orders", .product(name: "MemoryProfiler", package: "swift-memory-profiler")]),
  ],
  swiftLanguageModes: [.v6]
)
