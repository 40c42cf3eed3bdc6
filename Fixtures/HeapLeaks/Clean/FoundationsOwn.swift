// What Foundation itself loses in this toolchain, if it does: as many blocks as the recorder has left are reported.
import Foundation
import MemoryProfiler

//! foundationsOwn: an invalidated timer: as counted
//! foundationsOwn: an attributed string: as counted
//! foundationsOwn: a number formatter: as counted
func foundationsOwn() throws {
  try compare("an invalidated timer") {
    let timer = Timer.scheduledTimer(withTimeInterval: 1000, repeats: true) { _ in }
    timer.invalidate()
  }
  try compare("an attributed string") {
    let text = NSMutableAttributedString(string: "a text with a link that is no small string")
    let link = URL(string: "https://example.com")!
    text.addAttribute(.init("link"), value: link, range: NSRange(location: 3, length: 9))
  }
  try compare("a number formatter") {
    let formatter = NumberFormatter()
    formatter.numberStyle = .percent
    if formatter.string(from: 0.5) == nil { print("no text") }
  }
}

/// Of 100 leaks an old address on a stack, or in memory that was not written to since, may hide some.
private func compare(_ name: String, _ use: () -> Void) throws {
  // What is made once, and kept.
  inject(20, use)
  let reported = try HeapGraph.capture().leaks().total.blocks
  // Of this thread alone: others, such as Dispatch's idle workers, end meanwhile and release what was theirs.
  var left: Result<Int, any Error> = .success(0)
  inject(1) {
    left = Result {
      try AllocationTracer.record(.current) { for _ in 0..<100 { use() } }.snapshot.totals.live.blocks
    }
  }
  let counted = try left.get()
  let more = try HeapGraph.capture().leaks().total.blocks - reported
  let isNear = more <= counted + 10 && more >= counted * 9 / 10 - 10
  print(isNear ? "\(name): as counted" : "\(name): \(more) blocks reported, \(counted) left")
}
