import ArgumentParser
import Reports
import Snapshots

/// `mprof stats`: what a run asked its allocator for.
struct Stats: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how many blocks of which size were allocated, and where the most.",
    discussion: "Everything here counts allocations ever made. Sizes are those that were asked for.")

  @Flag(help: "Write JSON instead of text.")
  var json = false

  @OptionGroup var input: Input

  func run() throws {
    let opened = try input.opened()
    let statistics = RunStatistics(opened.run, sizes: sizes(of: opened), snapshot: try input.readable(opened))
    let screen = Screen.current
    try Output(path: nil).put(
      json ? statistics.json() : Array(statistics.rendered(paths: screen.paths.abbreviated, width: screen.width).utf8))
  }

  private func sizes(of opened: OpenedFile) -> Result<AllocationSizes, MissingText> {
    guard let process = opened.process else {
      return .failure(MissingText("a snapshot does not have them; record the program with `mprof run`."))
    }
    if !input.filter.isEmpty { return .failure(MissingText("not known by place; leave out --only and --without.")) }
    if process.sizes.isEmpty { return .failure(MissingText("this recording does not have them.")) }
    return .success(process.sizes)
  }
}
