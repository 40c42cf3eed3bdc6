// Where the walk through a body stands.
#if Macros

/// A loop that the walk is inside of, within one function or closure body.
final class EnclosingLoop {
  let label: String?
  /// The label of the generated `do` that holds the loop's body: `continue` becomes a `break` out of it.
  let iterationLabel: String
  var needsLabel = false

  init(label: String?, iterationLabel: String) {
    self.label = label
    self.iterationLabel = iterationLabel
  }
}

/// What changes as the walk goes into blocks and closures.
struct WalkState {
  /// The name of the probe variable of the lane the code runs on.
  var probe = "_lineProbe"
  var depth = 0
  var loops: [EnclosingLoop] = []
  /// The line that is counted already when control comes here: a second statement on it gets no probe.
  var line = 0
}
#endif
