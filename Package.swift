// swift-tools-version: 6.1
import CompilerPluginSupport
import PackageDescription

/// The modules and who may import whom: see the diagram in README.md; `.ci/check-imports` holds it.
/// What reads /proc, ELF or glibc is Linux-only and conditional, so that the package builds on macOS too.
let linux: TargetDependencyCondition? = .when(platforms: [.linux])

let package = Package(
  name: "swift-memory-profiler",
  platforms: [.macOS(.v13)],
  products: [
    // The interposer is part of the product and not a dependency of the module: a program that uses the
    // product is interposed, a unit test of the module is not.
    .library(name: "MemoryProfiler", targets: ["MemoryProfiler", "CMallocInterposer"]),
    // For test targets; there the interposer comes with it in the same way, and records from launch on.
    .library(
      name: "MemoryProfilerTesting", targets: ["MemoryProfilerTesting", "CMallocInterposer", "CRecordingFromLaunch"]),
    .executable(name: "mprof", targets: ["mprof"]),
    // What `mprof leaks --heap` loads into programs that do not link the module.
    .library(name: "mprof-heap", type: .dynamic, targets: ["RecordedHeap"]),
  ],
  traits: [
    .default(enabledTraits: ["Macros"]),
    .trait(name: "Macros", description: "@Profiled, @ProfiledMembers and #profile; needs swift-syntax."),
  ],
  dependencies: [
    .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
  ],
  targets: [
    .target(name: "CRecorderCalls"),
    .target(name: "CAllocationRecorder", dependencies: ["CRecorderCalls"]),
    .target(
      name: "CMallocInterposer", dependencies: ["CAllocationRecorder"],
      cSettings: [.headerSearchPath("../CAllocationRecorder")]),
    .target(name: "CProcessMemory"),
    .systemLibrary(name: "CLibdw", providers: [.apt(["libdw-dev", "libelf-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "Snapshots"),
    .target(name: "SnapshotFiles", dependencies: ["Snapshots"]),
    .target(
      name: "Symbolication",
      dependencies: ["Snapshots", .target(name: "CLibdw", condition: linux)]),
    .target(name: "Reports", dependencies: ["Snapshots"]),
    .target(name: "CHeapPicture"),
    .target(name: "CHeapScan"),
    .target(
      name: "HeapGraph",
      dependencies: [
        "Snapshots", "Reports", .target(name: "CHeapPicture", condition: linux),
        .target(name: "CHeapScan", condition: linux),
      ]),
    .target(
      name: "RecordedHeap",
      dependencies: [
        "Snapshots", "Reports", "Symbolication", "HeapGraph", .target(name: "CRecorderCalls", condition: linux),
        .target(name: "CHeapScan", condition: linux),
      ]),
    .target(
      name: "MemoryProfiler",
      dependencies: [
        "Snapshots", "SnapshotFiles", "Reports", "Symbolication", "HeapGraph", "RecordedHeap",
        .target(name: "CAllocationRecorder", condition: linux),
        .target(name: "CProcessMemory", condition: linux),
        .target(name: "MemoryProfilerMacros", condition: .when(traits: ["Macros"])),
      ]),
    .target(name: "MemoryProfilerTesting", dependencies: ["MemoryProfiler", "Reports", "Snapshots"]),
    .target(name: "CRecordingFromLaunch"),
    .executableTarget(
      name: "mprof",
      dependencies: [
        "Snapshots", "SnapshotFiles", "Reports", "Symbolication", "CZlib",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .macro(
      name: "MemoryProfilerMacros",
      dependencies: [
        .product(name: "SwiftSyntax", package: "swift-syntax", condition: .when(traits: ["Macros"])),
        .product(name: "SwiftSyntaxMacros", package: "swift-syntax", condition: .when(traits: ["Macros"])),
        .product(name: "SwiftCompilerPlugin", package: "swift-syntax", condition: .when(traits: ["Macros"])),
      ]),
    .testTarget(
      name: "MemoryProfilerMacrosTests",
      dependencies: [
        .target(name: "MemoryProfilerMacros", condition: .when(traits: ["Macros"])),
        .product(name: "SwiftParser", package: "swift-syntax", condition: .when(traits: ["Macros"])),
        .product(name: "SwiftSyntaxMacroExpansion", package: "swift-syntax", condition: .when(traits: ["Macros"])),
      ]),
    // Of the Benchmarks, but in here: Symbolication is nobody's product.
    .executableTarget(name: "symbolize", dependencies: ["Snapshots", "Symbolication"], path: "Benchmarks/symbolize"),
    .testTarget(name: "SnapshotsTests", dependencies: ["Snapshots"]),
    .testTarget(name: "SnapshotFilesTests", dependencies: ["Snapshots", "SnapshotFiles"]),
    .testTarget(name: "ReportsTests", dependencies: ["Snapshots", "Reports"]),
    .testTarget(
      name: "MprofTests",
      dependencies: [
        "mprof", "Reports", "Snapshots", "CZlib", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "HeapScanTests", dependencies: ["CHeapScan"]),
    .testTarget(name: "HeapGraphTests", dependencies: ["Snapshots", "HeapGraph"]),
    // Run by HeapPictureTests as processes of their own.
    .executableTarget(
      name: "heap-picture-fixture", dependencies: [.target(name: "CHeapPicture", condition: linux)],
      path: "Tests/HeapPictureFixture", cSettings: [.headerSearchPath("../../Sources/CHeapPicture")],
      linkerSettings: [.linkedLibrary("rt", .when(platforms: [.linux]))]),
    .testTarget(name: "HeapPictureTests", dependencies: ["heap-picture-fixture"]),
    .testTarget(name: "MemoryProfilerTestingTests", dependencies: ["MemoryProfilerTesting", "Snapshots"]),
    .testTarget(name: "MemoryProfilerTests", dependencies: ["MemoryProfiler"]),
    .testTarget(name: "SymbolicationTests", dependencies: ["Snapshots", "Symbolication"]),
    .target(
      name: "CRecorderTestSupport", dependencies: ["CAllocationRecorder"], path: "Tests/CRecorderTestSupport",
      cSettings: [.headerSearchPath("../../Sources/CAllocationRecorder")]),
    .testTarget(
      name: "FrameRulesTests", dependencies: [.target(name: "CRecorderTestSupport", condition: linux)]),
    .testTarget(
      name: "RecorderTests",
      dependencies: [
        "Snapshots", "Symbolication", .target(name: "CAllocationRecorder", condition: linux),
        .target(name: "CRecorderTestSupport", condition: linux),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
