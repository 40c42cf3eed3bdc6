// The truth is written beside each call, so a rewritten body that computes something else is seen.

@MainActor var failures = 0

@MainActor
func expect<Value: Equatable>(
  _ actual: Value, _ expected: Value, file: StaticString = #fileID, line: Int = #line
) {
  guard actual != expected else { return }
  failures += 1
  print("\(file):\(line): \(actual) instead of \(expected)")
}
