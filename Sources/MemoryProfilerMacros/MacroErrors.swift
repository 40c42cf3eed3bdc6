// What the macros cannot do, in sentences.
#if Macros

enum MacroError: Error, CustomStringConvertible {
  case noBody
  case resultBuilder(String)
  case notAFunction(String)
  case noClosure
  case captureList
  case noLocation

  var description: String {
    switch self {
    case .noBody:
      "@Profiled needs a function with a body: attach it to the implementation, not to the requirement"
    case .resultBuilder(let builder):
      "@Profiled cannot rewrite the body of a function that is itself @\(builder): "
        + "move the body into an inner function and call that"
    case .notAFunction(let kind):
      "@Profiled works on functions, initializers and deinitializers, not on \(kind): "
        + "wrap the code in #profile { } or move it into a function"
    case .noClosure:
      "#profile needs the code to measure as a closure written after it: #profile { … }"
    case .captureList:
      "#profile runs its closure at once, so a capture list has no use here: remove it"
    case .noLocation:
      "the compiler does not say where this code stands, so its lines cannot be profiled"
    }
  }
}
#endif
