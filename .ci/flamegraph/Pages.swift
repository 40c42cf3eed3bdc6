// Writes the pages that browser.py looks at: small.html, hostile.html, undescribed.html, deep.html, empty.html and large.html.
// Usage: Pages FOLDER

import Glibc
import Reports
import Snapshots

/// The same numbers at each run (splitmix64).
struct Dice {
  private var state: UInt64 = 4

  mutating func roll(_ count: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((mixed ^ (mixed >> 31)) % UInt64(count))
  }
}

func write(_ page: FlamegraphPage, _ name: String) {
  let path = "\(CommandLine.arguments[1])/\(name).html"
  guard let file = fopen(path, "w") else { fatalError("\(path) cannot be written") }
  let bytes = Array(page.html.utf8)
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count, fclose(file) == 0 else { fatalError("\(path): no space") }
  print("\(name).html: \(bytes.count) bytes, \(page.tree.nodes.count) nodes")
}

func frame(_ function: String, _ file: String, _ line: Int, _ module: String = "Demonstration") -> CallTree.Frame {
  CallTree.Frame(
    function: function, file: file.isEmpty ? "" : "/home/me/Demonstration/Sources/App/\(file)", line: line,
    module: module)
}

func counts(_ live: Int, _ peak: Int, _ total: Int, blocks: Int, temporary: Int = 0) -> CallTree.Counts {
  CallTree.Counts(
    live: BlockTotal(blocks: live > 0 ? blocks : 0, bytes: live), peak: BlockTotal(blocks: blocks, bytes: peak),
    total: BlockTotal(blocks: blocks * 2, bytes: total), temporaryBlocks: temporary)
}

/// The program of the README, as its call tree may look.
func smallTree() -> CallTree {
  var tree = CallTree()
  let main = [frame("main", "main.swift", 9), frame("loadCatalog(_:)", "Catalog.swift", 13)]
  let parse = frame("loadCatalog(_:)", "Catalog.swift", 18)
  let fields = frame("CodePoint.init(_:)", "CodePoint.swift", 22)
  let words = frame("loadCatalog(_:)", "Catalog.swift", 25)
  let append = frame("Array.append(_:)", "", 0, "libswiftCore.so")
  let grow = frame(
    "_ContiguousArrayBuffer._consumeAndCreateNew(bufferIsUnique:minimumCapacity:)", "", 0, "libswiftCore.so")
  let dictionary = frame("Dictionary.subscript.modify", "", 0, "libswiftCore.so")
  let read = frame("String.init(contentsOfFile:encoding:)", "", 0, "libFoundation.so")
  tree.add(counts(0, 1_913_816, 3_827_585, blocks: 7), calls: main + [read])
  tree.add(
    counts(0, 2_097_184, 3_145_792, blocks: 17, temporary: 3),
    calls: [main[0], frame("loadCatalog(_:)", "Catalog.swift", 14), append])
  tree.add(counts(2_619_148, 2_619_148, 9_100_000, blocks: 69_000, temporary: 31_000), calls: [main[0], parse, fields])
  tree.add(
    counts(2_000_000, 2_000_000, 4_100_000, blocks: 34_000, temporary: 300),
    calls: [main[0], parse, fields, frame("String.init(_:)", "", 0, "libswiftCore.so")])
  tree.add(
    counts(524_304, 524_304, 1_048_000, blocks: 16),
    calls: [main[0], frame("loadCatalog(_:)", "Catalog.swift", 19), append, grow])
  tree.add(
    counts(3_300_352, 3_300_352, 12_000_000, blocks: 200_000, temporary: 64_000),
    calls: [main[0], words, dictionary, append, grow])
  tree.add(
    counts(447_032, 577_064, 900_000, blocks: 35_000),
    calls: [
      main[0], frame("loadCatalog(_:)", "Catalog.swift", 22),
      frame("Dictionary.init(grouping:by:)", "", 0, "libswiftCore.so"),
    ])
  tree.add(
    counts(73_728, 73_728, 73_728, blocks: 1), calls: [frame("_GLOBAL__sub_I_eh_alloc.cc", "", 0, "libstdc++.so.6")])
  tree.add(
    counts(150_000, 150_000, 400_000, blocks: 900),
    calls: [.truncated, frame("sqlite3MemMalloc", "", 0, "libsqlite3.so.0")])
  tree.add(counts(40_000, 40_000, 50_000, blocks: 30), calls: [.unknown])
  return tree
}

func timeline() -> FlamegraphPage.Timeline {
  var dice = Dice()
  let samples = (0..<400).map { i -> FlamegraphPage.Sample in
    let part = Double(i) / 400
    let traced =
      part < 0.2
      ? 4_000_000 * part * 5
      : part < 0.8 ? 4_000_000 + 8_000_000 * (part - 0.2) : 8_900_000 - 2_000_000 * (part - 0.8) * 5
    return FlamegraphPage.Sample(
      seconds: part * 1.7, resident: 19_800_000 + Int(traced * 1.15) + dice.roll(200_000), traced: Int(traced))
  }
  return FlamegraphPage.Timeline(
    samples: samples,
    brackets: [
      FlamegraphPage.Bracket(name: "main", start: 0.02, end: 1.68, level: 1),
      FlamegraphPage.Bracket(name: "loadCatalog(_:)", start: 0.05, end: 1.35, level: 2),
      FlamegraphPage.Bracket(name: "read", start: 0.05, end: 0.3, level: 3),
      FlamegraphPage.Bracket(name: "index", start: 0.3, end: 1.3, level: 3),
      FlamegraphPage.Bracket(name: "worker", start: 0.4, end: 0.9, level: 1),
      FlamegraphPage.Bracket(name: "</script><script>alert(3)</script>", start: 1.4, end: 1.6, level: 2),
    ])
}

/// Names that would break out of the element they are written into.
func hostileTree() -> CallTree {
  var tree = CallTree()
  let names = [
    "</script><script>document.title='broken'</script>", "<img src=x onerror=\"document.title='broken'\">",
    "<!--<script>", "\u{2028}\u{0}\u{7}\"'`${document.title='broken'}\\", "]]>&lt;&amp;", "größe(_:) 🦜", "</script x",
    "<!--<script x",
  ]
  for (i, name) in names.enumerated() {
    tree.add(
      counts(1000 * (i + 1), 1000, 5000, blocks: 1),
      calls: [
        frame("main", "main.swift", 1),
        CallTree.Frame(function: name, file: "/a/\(name).swift", line: i + 1, module: name),
      ])
  }
  return tree
}

/// Python as Debian builds it, without lines, below a libc that has them.
func undescribedTree() -> CallTree {
  func python(_ function: String) -> CallTree.Frame { frame(function, "", 0, "python3.11") }
  let start = [
    python("_start"), frame("__libc_start_main", "libc-start.c", 360, "libc.so.6"), python("Py_BytesMain"),
    python("PyEval_EvalCode"),
  ]
  var tree = CallTree()
  tree.add(counts(9_000_000, 9_000_000, 9_000_000, blocks: 90), calls: start + [python("PyUnicode_New")])
  tree.add(
    counts(900_000, 900_000, 900_000, blocks: 9), calls: start + [frame("opendir", "opendir.c", 80, "libc.so.6")])
  return tree
}

/// As deep as a traceback can be.
func deepTree() -> CallTree {
  var tree = CallTree()
  let steps = (0..<2048).map {
    frame($0 % 2 == 0 ? "descend(_:)" : "closure #1 in descend(_:)", "Tree.swift", 12 + $0 % 2)
  }
  for depth in stride(from: 1, through: 2048, by: 7) {
    tree.add(counts(64 * depth, 64 * depth, 100_000, blocks: 3), calls: Array(steps.prefix(depth)))
  }
  return tree
}

/// So many distinct tracebacks of up to 60 frames, of 20,000 functions in 40 modules.
func largeTree(tracebacks: Int) -> CallTree {
  var (tree, dice) = (CallTree(), Dice())
  let frames = (0..<20_000).map { i in
    CallTree.Frame(
      function:
        "Generated.Module\(i % 40).Service\(i % 997).handle\(i)(request: Request, context: Context<\(i % 13)>) async throws -> Response",
      file: "/home/me/large/Sources/Module\(i % 40)/Service\(i % 997).swift", line: 1 + i % 700,
      module: "libModule\(i % 40).so")
  }
  var paths = Set<[Int]>()
  var path = [1]
  while paths.count < tracebacks {
    // As real tracebacks do, most share all but a few frames with one before them, and a function calls few others.
    path = Array(path.prefix(max(1, dice.roll(4) == 0 ? dice.roll(path.count) : path.count - dice.roll(5))))
    for _ in 0...dice.roll(5) where path.count < 60 {
      path.append((path[path.count - 1] * 61 + 7 * dice.roll(4) * dice.roll(3) + 1) % 20_000)
    }
    guard paths.insert(path).inserted else { continue }
    let bytes = 16 << dice.roll(14)
    tree.add(
      counts(
        dice.roll(3) == 0 ? bytes : 0, bytes, bytes * (1 + dice.roll(50)), blocks: 1 + dice.roll(40),
        temporary: dice.roll(9)),
      calls: path.map { frames[$0] })
  }
  return tree
}

write(
  FlamegraphPage(
    title: "Demonstration", command: "./Demonstration --import Data/UnicodeData.txt",
    notes: ["12 blocks were not recorded: there was no memory to do so."],
    tree: smallTree(), timeline: timeline()), "small")
write(
  FlamegraphPage(
    title: "</title><script>document.title='broken'</script>", command: "<b>&\"", notes: ["<i>"], tree: hostileTree(),
    timeline: timeline()), "hostile")
write(FlamegraphPage(title: "undescribed", tree: undescribedTree()), "undescribed")
write(FlamegraphPage(title: "deep", tree: deepTree(), mode: .total), "deep")
write(FlamegraphPage(title: "empty", tree: CallTree()), "empty")
write(FlamegraphPage(title: "large", command: "./large", tree: largeTree(tracebacks: 100_000), mode: .peak), "large")
