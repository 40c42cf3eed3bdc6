/// What is held to limits: a test, or a part of one.
struct LimitedPart: Sendable {
  /// "test", "part": in sentences.
  var noun: String
  /// Tells it from others, as far as it needs to be: who has a baseline of this name?
  var name: String
  /// The module and the file that it is written in.
  var module: String
  var file: String
  /// Fails it, where it is written.
  var record: @Sendable (String) -> Void
}
