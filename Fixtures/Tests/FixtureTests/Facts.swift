// What the programs of Tracing and HeapQueries print: `name: value` lines.
import Testing

struct Facts {
  private var values: [String: [String]] = [:]

  /// Runs a behaviour; its status and an empty standard error are part of every expectation.
  init(
    _ behaviour: String..., of program: String = "Tracing", environment: [String: String] = [:],
    standardError: String = ""
  ) {
    let run = Programs.run(program, behaviour, environment: environment)
    #expect(run.status == 3, "\(run.standardError)")
    #expect(run.standardError == standardError)
    for line in run.standardOutput.split(separator: "\n") {
      guard let colon = line.firstRange(of: ": ") else { continue }
      values[String(line[..<colon.lowerBound]), default: []].append(String(line[colon.upperBound...]))
    }
  }

  /// The one value of this name; nil when there is none.
  subscript(name: String) -> String? { values[name]?.first }

  func all(_ name: String) -> [String] { values[name] ?? [] }
}
