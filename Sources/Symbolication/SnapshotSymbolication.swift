import Snapshots

/// Functions, files and lines for the addresses of a snapshot, as `Symbolizer` finds them in the files of its images.
///
/// An address appears as the line which a person would call responsible, in the function that the line belongs to,
/// followed by the functions which that one was inlined into, as far as they have a line somebody wrote. An address without a line
/// (the runtime, compiler-made code, C without debug information) is left out, and so are the functions that allocate an
/// object before its initializer runs: who made it is meant. Where that leaves nothing of a traceback, its
/// innermost named function stands for it, with its image's file name and line 0.
///
/// Debug information that was read is kept, with its files mapped, until a snapshot of other images is symbolized (images are
/// the same when path, build ID and place are): asking again costs little, and a file that appears or changes meanwhile is
/// not noticed. Callable from any thread; one is served at a time.
extension Snapshot {
  /// Looks up every address once. For many statistics of one snapshot, keep the result.
  /// - Parameter progress: finished by the caller.
  public func symbolized(progress: ProgressLine) -> SymbolizedSnapshot {
    OwnWork.run { symbolized(names: SharedSymbolizer.names(of: addresses, images: images, progress)) }
  }

  /// Looks up every address once, with a line of progress on a terminal when that takes more than a second.
  public func symbolized() -> SymbolizedSnapshot { withProgress { symbolized(progress: $0) } }

  /// As `SymbolizedSnapshot.statistics`, of `symbolized()`.
  public func statistics(
    by grouping: StatisticGrouping, cumulative: Bool = false, of count: KeyPath<AllocationSite, BlockTotal> = \.live
  ) -> [Statistic] {
    withProgress { progress in
      let symbolized = symbolized(for: grouping, progress)
      progress.show("Adding up")
      return symbolized.statistics(by: grouping, cumulative: cumulative, of: count)
    }
  }

  /// As `SymbolizedSnapshot.compared`, of `symbolized()`.
  public func compared(
    to earlier: Snapshot, by grouping: StatisticGrouping, cumulative: Bool = false,
    of count: KeyPath<AllocationSite, BlockTotal> = \.live
  ) -> [StatisticDifference] {
    withProgress { progress in
      let (new, old) = (symbolized(for: grouping, progress), earlier.symbolized(for: grouping, progress))
      progress.show("Comparing")
      return new.compared(to: old, by: grouping, cumulative: cumulative, of: count)
    }
  }

  /// As `SymbolizedSnapshot.filtered`, of `symbolized()`.
  public func filtered(by filters: [Filter]) -> Snapshot {
    filters.isEmpty ? self : OwnWork.run { symbolized().filtered(by: filters).snapshot }
  }

  /// The site's traceback in terms of the source.
  public func traceback(of site: AllocationSite) -> SourceTraceback {
    var single = self
    single.sites = [site]
    return single.symbolized().traceback(of: site)
  }

  /// Types need no addresses.
  private func symbolized(for grouping: StatisticGrouping, _ progress: ProgressLine) -> SymbolizedSnapshot {
    grouping == .type ? symbolized(names: [:]) : symbolized(progress: progress)
  }
}

private func withProgress<Result>(_ body: (ProgressLine) -> Result) -> Result {
  OwnWork.run {
    let progress = ProgressLine()
    defer { progress.finish() }
    return body(progress)
  }
}
