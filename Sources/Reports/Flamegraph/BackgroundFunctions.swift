/// Which functions a page leaves out at first, so that those a person wrote or knows stand next to each other: the runtime's
/// (the languages' libraries, and what starts a process), and those without a line in a module built with debug
/// information (thunks that the compiler made, a runtime linked statically). Of a module without debug information all
/// functions stay: names are all there is to see.

extension CallTree {
  /// For each of `frames`.
  var areInBackground: [Bool] {
    let modules = ModuleNumbers(frames)
    let haveLines = haveLines(modules)
    return frames.indices.map { number in
      let frame = frames[number]
      if frame.module.isEmpty { return false }
      return modules.areRuntimes[modules.ofFrame[number]]
        || frame.line == 0 && (frame.function == "_start" || haveLines[modules.ofFrame[number]])
    }
  }

  /// For each module whether it was built with debug information: of what was ever allocated below its functions, at least
  /// half was below one with a line. One file with lines makes none of a library that has no other.
  private func haveLines(_ modules: ModuleNumbers) -> [Bool] {
    var path = ModulesOnPath(count: modules.areRuntimes.count)
    let bytes = bytesWithCallees
    for place in preorder {
      let frame = nodes[place.node].frame
      let step = ModulesOnPath.Step(module: modules.ofFrame[frame], isLined: frames[frame].line > 0)
      path.enter(step, depth: place.depth, bytes: bytes[place.node])
    }
    return path.modules.map { $0.linedBytes > 0 && 2 * $0.linedBytes >= $0.bytes }
  }

  /// Of each node, what was ever allocated there and by all that it called.
  private var bytesWithCallees: [Int] {
    var bytes = nodes.map { max(0, $0.own.total.bytes) }
    for node in nodes.indices.dropFirst().reversed() { bytes[nodes[node].parent] &+= bytes[node] }
    return bytes
  }
}

/// The modules of some frames as numbers from 0.
private struct ModuleNumbers {
  private(set) var ofFrame: [Int] = []
  private(set) var areRuntimes: [Bool] = []

  init(_ frames: [CallTree.Frame]) {
    var numbers: [String: Int] = [:]
    for frame in frames {
      let number = numbers[frame.module, default: areRuntimes.count]
      if number == areRuntimes.count {
        numbers[frame.module] = number
        areRuntimes.append(isRuntime(frame.module))
      }
      ofFrame.append(number)
    }
  }
}

/// The way to a node of a walk in preorder. A block counts once for a module, however often that is on the way to it.
private struct ModulesOnPath {
  struct Step {
    let module: Int
    let isLined: Bool
  }

  struct Module {
    var bytes = 0
    var linedBytes = 0
    /// How many frames of the module are on the path, and how many of them have a line.
    var frames = 0
    var linedFrames = 0
  }

  private(set) var modules: [Module]
  private var path: [Step] = []

  init(count: Int) { modules = Array(repeating: Module(), count: count) }

  mutating func enter(_ step: Step, depth: Int, bytes: Int) {
    while path.count > depth { leave(path.removeLast()) }
    path.append(step)
    if modules[step.module].frames == 0 { modules[step.module].bytes &+= bytes }
    modules[step.module].frames += 1
    guard step.isLined else { return }
    if modules[step.module].linedFrames == 0 { modules[step.module].linedBytes &+= bytes }
    modules[step.module].linedFrames += 1
  }

  private mutating func leave(_ step: Step) {
    modules[step.module].frames -= 1
    modules[step.module].linedFrames -= step.isLined ? 1 : 0
  }
}

/// What comes with the languages, the system's loader, or with us, by the beginnings of file names.
private let runtimes = [
  "libc.so", "libm.so", "libpthread.so", "libdl.so", "librt.so", "ld-linux", "ld-musl", "libgcc_s.so", "libstdc++.so",
  "libc++.so", "libc++abi.so", "libswift", "libFoundation", "lib_Foundation", "libdispatch.so", "libBlocksRuntime.so",
  "libmprof-preload.so",
]

private func isRuntime(_ module: String) -> Bool { runtimes.contains { module.hasPrefix($0) } }
