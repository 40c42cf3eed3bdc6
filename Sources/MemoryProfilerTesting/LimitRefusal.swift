import Reports
import Snapshots

/// Why limits cannot be checked. `description` is one sentence that says what to do.
enum LimitRefusal: Error, Hashable, CustomStringConvertible {
  case nothing
  case twoOfAKind(_ kind: String, String, String)
  /// Measured values must stay below a limit.
  case impossible(_ kind: String, String, _ least: String)
  case runs(_ parameter: String, Int, atLeast: Int)
  case namelessBaseline
  case tolerance(String)
  case sharedBaseline(name: String, by: String, and: String)

  var description: String {
    switch self {
    case .nothing: "No memory limit is given; name at least one."
    case .twoOfAKind(let kind, let one, let other):
      "Two \(kind) meet in this test, \(one) and \(other); keep one (a suite's limits hold for each of its tests)."
    case .impossible(let kind, let value, let least):
      "The \(kind) of \(value) cannot be kept, because what is measured must stay below it; give \(least) for nothing at all."
    case .runs(let parameter, let count, let least):
      "A growth limit cannot be measured with \(parameter): \(count); give at least \(least)."
    case .namelessBaseline: "A baseline without a name cannot be found again; give it one."
    case .tolerance(let text): "A baseline's tolerance cannot be \(text); give 0 % or more."
    case .sharedBaseline(let name, let one, let other):
      "The baseline “\(name)” belongs to two tests, \(one) and \(other); give each its own name."
    }
  }
}

/// What a limit says, as it stands in sentences.
protocol LimitValue: Hashable { var text: String { get } }

extension Int: LimitValue { var text: String { grouped } }
extension MemorySize: LimitValue { var text: String { bytesText(bytes) } }
extension GrowthLimit: LimitValue {
  var text: String { "\(size.text) in \(repeats) runs after \(warmUp) for warm-up" }
}
extension BaselineLimit: LimitValue { var text: String { "“\(name)” with \(tolerance.text)" } }
