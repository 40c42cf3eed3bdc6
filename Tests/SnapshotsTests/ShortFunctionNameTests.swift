import Snapshots
import Testing

@Test(
  arguments: [
    ("App.Catalog.load(Swift.String) throws -> App.Catalog", "App.Catalog.load(_:)"),
    (
      "static App.Catalog.load(from: Swift.String, Swift.Array<Swift.Int>, by: (A, B) -> C) async throws -> ()",
      "static App.Catalog.load(from:_:by:)"
    ),
    ("App.main() -> ()", "App.main()"),
    ("App.withProgress<A, B where A: Swift.Error>((App.Line) -> A) throws(B) -> A", "App.withProgress(_:)"),
    ("Swift.Array<Swift.Int>.append(__owned Swift.Int) -> ()", "Swift.Array<Swift.Int>.append(_:)"),
    ("App.(load in _D8CCC8F5ECAB7B1EC0B81863458EE7B4)(of: Swift.UInt32) -> App.Traceback", "App.load(of:)"),
    ("App.Sites.(in _128D7B25C5B3AD5D032A0A1B8D512207).init(_: App.File) -> App.Sites", "App.Sites.init(_:)"),
    (
      "(extension in Symbolication):Snapshots.Snapshot.symbolized() -> Snapshots.Symbolized",
      "Snapshots.Snapshot.symbolized()"
    ),
    (
      "function signature specialization <Arg[1] = Dead> of static App.Info.read(App.File) -> (A, B)",
      "static App.Info.read(_:)"
    ),
    (
      "function signature specialization <Arg[2] = Owned To Guaranteed> of function signature specialization <Arg[1] = "
        + "[Closure Propagated : $s1a, Argument Types : [(A) -> B]> of App.names(of: Swift.Set<A>) -> B",
      "App.names(of:)"
    ),
    ("generic specialization <Swift.Int> of App.f<A>(A) -> ()", "App.f(_:)"),
    (
      "closure #1 (Swift.UInt32) -> Swift.Optional<A> in App.Recording.init(decoding: A, path: B) throws -> App.Recording",
      "closure #1 in App.Recording.init(decoding:path:)"
    ),
    (
      "closure #2 () -> A in closure #1 () -> B in App.(run in _ADAD8C5CD6672660A77C4EBE91C38751)() -> B",
      "closure #2 in closure #1 in App.run()"
    ),
    ("App.Catalog.count.getter : Swift.Int", "App.Catalog.count.getter"),
    ("App.Catalog.subscript.getter : (Swift.Int) -> App.Item", "App.Catalog.subscript.getter"),
    ("merged App.f() -> ()", "App.f()"),
    ("static (extension in Parser):Parser.Command._name.getter : Swift.String", "static Parser.Command._name.getter"),
  ])
func namesOfSwiftLoseTypesAndWhatTheCompilerMade(name: String, short: String) {
  #expect(shortFunctionName(name) == short)
}

@Test(
  arguments: [
    "main", "sqlite3_step", "operator new(unsigned long)", "std::vector<int, std::allocator<int> >::push_back(int&&)",
    "global(int, char const*)", "(anonymous namespace)::f(int)", "<unknown>", "", "a(b",
    "static Swift.Int.< infix(A, B) -> C",
    "(outer callers are missing)", "_PyEval_EvalFrameDefault", "f.cold", "void f<int>(int)",
  ])
func otherNamesStayAsTheyAre(name: String) { #expect(shortFunctionName(name) == name) }

@Test func aSnapshotWithShortNamesHasTheSameCountsByFewerFunctions() {
  let address = { (number: UInt64) in CodeAddress.programCounter(ProgramCounter(number)) }
  let sites = [1, 2].map {
    AllocationSite(traceback: Traceback(frames: [address($0)]), live: BlockTotal(blocks: 1, bytes: 5))
  }
  let names = [
    address(1): AddressFrames(frames: [SourceFrame(function: "App.f(A) -> ()", file: "a.swift", line: 1)]),
    address(2): AddressFrames(
      frames: [], fallback: SourceFrame(function: "generic specialization <B> of App.f(A) -> ()", file: "App", line: 0)),
  ]
  let snapshot = Snapshot(sites: sites, maximumFrames: 1, creationTime: .zero).symbolized(names: names)
  #expect(lines(snapshot.withShortFunctionNames.statistics(by: .function)) == ["10 in 2 of App.f(_:)"])
}
