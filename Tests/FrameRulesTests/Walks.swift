// The two walks of one stack, as the tests compare them.
#if os(Linux)
import CRecorderTestSupport

/// Return addresses of one stack, innermost first: by the recorder's frame rules and by libgcc's unwinder.
struct Walks: Sendable {
  let byRules: [UInt]
  let byUnwinder: [UInt]

  /// Walks the stack that `callback` makes; nil when it says that this machine cannot make it.
  init?(_ callback: (UnsafeMutablePointer<walk_pair>) -> Bool) {
    let limit = 4096
    let addresses = UnsafeMutablePointer<UInt>.allocate(capacity: 2 * limit)
    defer { addresses.deallocate() }
    var pair = walk_pair(
      by_rules: addresses, by_unwinder: addresses + limit, rule_count: 0, unwinder_count: 0, limit: Int32(limit))
    guard callback(&pair) else { return nil }
    byRules = Array(UnsafeBufferPointer(start: pair.by_rules, count: Int(pair.rule_count)))
    byUnwinder = Array(UnsafeBufferPointer(start: pair.by_unwinder, count: Int(pair.unwinder_count)))
  }

  /// Walks the stack of the caller.
  static func here() -> Walks {
    Walks {
      walk_both_ways($0)
      return true
    }!
  }

  /// Whether a frame of the unwinder's walk lies in an image whose path contains `name`.
  func passThrough(_ name: String) -> Bool {
    byUnwinder.contains { String(cString: image_name($0 - 1)).contains(name) }
  }
}
#endif
