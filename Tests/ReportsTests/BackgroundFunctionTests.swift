import Snapshots
import Testing

@testable import Reports

/// `module!function`, with a line where `:` follows.
private func frame(_ text: Substring) -> CallTree.Frame {
  let parts = text.split(separator: "!")
  let isLined = text.hasSuffix(":")
  return CallTree.Frame(
    function: String(isLined ? parts[1].dropLast() : parts[1]), file: isLined ? "/src/a" : "", line: isLined ? 7 : 0,
    module: String(parts[0]))
}

/// The functions in the background of tracebacks `module!function module!function:`, each of so many bytes.
private func background(_ tracebacks: (Int, String)...) -> Set<String> {
  var tree = CallTree()
  for (bytes, calls) in tracebacks {
    let total = BlockTotal(blocks: 1, bytes: bytes)
    tree.add(CallTree.Counts(total: total), calls: calls.split(separator: " ").map(frame))
  }
  return Set(zip(tree.frames, tree.areInBackground).filter(\.1).map(\.0.function))
}

@Test func runtimesAreInTheBackgroundWithAndWithoutLines() {
  let calls = "libc.so.6!start: app!main libswiftCore.so!append ld-linux-x86-64.so.2!map libmprof-preload.so!malloc:"
  #expect(background((5, calls)) == ["start", "append", "map", "malloc"])
}

@Test func ofAModuleWithoutLinesAllFunctionsAreShown() {
  #expect(background((5, "libpython.so!PyRun libpython.so!PyEval"), (9, "sqlite3!main libsqlite3.so.0!step")) == [])
}

@Test func whatStartsAProcessIsInTheBackground() {
  #expect(background((5, "python3!_start libc.so.6!call_main python3!PyRun")) == ["_start", "call_main"])
  #expect(background((5, "app!_start:")) == [])
}

@Test func ofAModuleWithLinesFunctionsWithoutAreInTheBackground() {
  #expect(background((5, "app!main: app!thunk app!load: app!swift_allocObject")) == ["thunk", "swift_allocObject"])
  #expect(background((5, "app!main: libsqlite3.so.0!step app!callback")) == ["callback"])
}

@Test func aFewLinesMakeNoModuleWithLines() {
  #expect(background((49, "app!run app!described:"), (51, "app!run app!eval")) == [])
  #expect(background((50, "app!run app!described:"), (50, "app!run app!eval")) == ["run", "eval"])
}

@Test func aBlockCountsOnceForAModule() {
  // Counted at each of its frames, the first would outweigh the second.
  #expect(background((40, "app!a app!b: lib!x app!c: lib!x app!d:"), (60, "app!a app!e")) == [])
}

@Test func notesInTheTreeAreNoBackground() {
  var tree = CallTree()
  let counts = CallTree.Counts(total: BlockTotal(blocks: 1, bytes: 8))
  tree.add(counts, calls: [.truncated, frame("app!main:")])
  tree.add(counts, calls: [.unknown])
  #expect(tree.areInBackground == [false, false, false])
}
