import Reports
import Snapshots
import Testing

private func notes(_ sites: [AllocationSite]) -> String {
  let reasons = [Code.qsort: "libc.so.6 is stripped", .nothing: "the program was replaced", .main: nil]
  let names = reasons.map { code, reason in
    var frames = code.frames
    frames.reason = reason
    return (code.address, frames)
  }
  let snapshot = Snapshot(sites: sites, maximumFrames: 9, creationTime: .zero)
  return MissingLines(
    snapshot.symbolized(names: Dictionary(uniqueKeysWithValues: names)), of: .peak
  ).text
}

@Test func whatHasNoLineIsSaidWithEveryReasonOnce() {
  let sites = [
    site(.qsort, .qsort, .nothing, peak: total(1, 2048), total: total(1, 2048)),
    site(.nothing, peak: total(1, 1000), total: total(1, 1000)),
  ]
  #expect(
    notes(sites) == """

      Note: 3048 B without a source line: the program was replaced.
      Note: 2048 B without a source line: libc.so.6 is stripped.

      """)
}

@Test func littleThatHasNoLineIsNotSpokenOf() {
  #expect(
    notes([
      site(.qsort, .main, peak: total(1, 900), total: total(1, 900)),
      site(.qsort, peak: total(1, 99), total: total(1, 99)),
    ]) == "")
}
