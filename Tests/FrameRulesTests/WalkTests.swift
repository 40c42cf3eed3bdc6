// Walks by frame rules equal those of libgcc's unwinder, frame by frame, on stacks of every kind we meet.
#if os(Linux)
import CRecorderTestSupport
import Dispatch
import Foundation
import RegexBuilder
import Synchronization
import Testing

/// Expects equal walks that pass through each of the images.
private func expectEqual(
  _ walks: Walks?, through images: String..., sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let walks = try #require(walks, sourceLocation: sourceLocation)
  #expect(walks.byRules == walks.byUnwinder, sourceLocation: sourceLocation)
  for image in images { #expect(walks.passThrough(image), "no frame in \(image)", sourceLocation: sourceLocation) }
}

@Suite(.serialized) struct WalkTests {
  @Test func throughQsort() throws { try expectEqual(Walks(walk_inside_qsort), through: "libc.so") }

  @Test(.enabled(if: Walks(walk_inside_sqlite_function) != nil, "libsqlite3-0 is not installed"))
  func throughSqlite() throws { try expectEqual(Walks(walk_inside_sqlite_function), through: "libsqlite3") }

  @Test func toTheStartOfAThreadOfLibstdcxx() throws {
    try expectEqual(Walks(walk_inside_cxx_thread), through: "libstdc++", "libc.so")
  }

  @Test func throughARaisedSignal() throws {
    try expectEqual(Walks { walk_inside_raised_signal($0, false) }, through: "libc.so")
  }

  @Test func throughASignalOnAnAlternateStack() throws {
    try expectEqual(Walks { walk_inside_raised_signal($0, true) }, through: "libc.so")
  }

  @Test func throughASignalWhoseRestorerHasNoEntry() throws {
    try expectEqual(Walks(walk_inside_signal_with_foreign_restorer), through: "libc.so")
  }

  /// The trap's pc is the function's first byte: one byte below, no rule or another function's stands.
  @Test func throughATrapAtAFunctionsFirstInstruction() throws {
    try expectEqual(Walks(walk_inside_trap_at_function_start), through: "libc.so")
  }

  #if arch(x86_64)
  @Test func throughAFrameThatRealignedItsStack() throws { try expectEqual(Walks(walk_inside_realigned_frame)) }
  #endif

  @Test func throughDispatchSync() throws {
    let outer = DispatchQueue(label: "outer")
    let inner = DispatchQueue(label: "inner", target: .global())
    let walks = outer.sync { inner.sync(flags: .barrier) { Walks.here() } }
    try expectEqual(walks, through: "libdispatch")
  }

  @Test func throughDispatchAsync() async throws {
    let walks = await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: Walks.here()) }
    }
    try expectEqual(walks, through: "libdispatch", "libc.so")
  }

  @Test func throughConcurrentPerform() throws {
    let walks = Mutex<[Walks]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in walks.withLock { $0.append(Walks.here()) } }
    for walk in walks.withLock({ $0 }) { try expectEqual(walk, through: "libdispatch") }
  }

  @Test func throughASortOfFoundation() throws {
    let walks = Mutex<Walks?>(nil)
    _ = NSArray(array: [3, 1, 2]).sortedArray { left, right in
      walks.withLock { $0 = Walks.here() }
      return (left as! NSNumber).compare(right as! NSNumber)
    }
    try expectEqual(walks.withLock { $0 }, through: "libFoundation.so")
  }

  @Test func throughJSONDecoder() throws {
    let json = Data((String(repeating: #"{"inner":"#, count: 20) + "{}" + String(repeating: "}", count: 20)).utf8)
    let walks = try JSONDecoder().decode(Nested.self, from: json).innermostWalks
    try expectEqual(walks, through: "libFoundation")
    #expect(walks.byRules.count > 60)
  }

  @Test func throughARegex() throws {
    let walks = Mutex<Walks?>(nil)
    let regex = Regex {
      OneOrMore(.digit)
      TryCapture(OneOrMore(.word)) { text in
        walks.withLock { $0 = Walks.here() }
        return text.count
      }
    }
    _ = "12ab".firstMatch(of: regex)
    try expectEqual(walks.withLock { $0 }, through: "_StringProcessing")
  }

  @Test func throughANSRegularExpression() throws {
    let expression = try NSRegularExpression(pattern: "[a-z]+")
    let walks = Mutex<Walks?>(nil)
    expression.enumerateMatches(in: "one two", range: NSRange(location: 0, length: 7)) { _, _, _ in
      walks.withLock { $0 = Walks.here() }
    }
    try expectEqual(walks.withLock { $0 }, through: "libFoundation.so")
  }

  @Test func throughATask() async throws {
    let walks = await Task.detached { Walks.here() }.value
    try expectEqual(walks, through: "libswift_Concurrency", "libc.so")
  }
}

private struct Nested: Decodable {
  let innermostWalks: Walks
  private enum CodingKeys: CodingKey { case inner }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    innermostWalks = try container.decodeIfPresent(Nested.self, forKey: .inner)?.innermostWalks ?? Walks.here()
  }
}
#endif
