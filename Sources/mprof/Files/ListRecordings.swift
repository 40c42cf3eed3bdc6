import ArgumentParser

/// `mprof list`: the recordings of this folder and their indices.
struct ListRecordings: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the recordings of this folder.",
    discussion:
      "mprofile_*.mprof and mprofile_*.dat, oldest first. The numbers may be given to plot, peak and rm; -1 is the newest."
  )

  func run() throws {
    for (index, name) in ProfileFiles().names.enumerated() { print(Self.line(index, name)) }
  }

  /// As memory_profiler prints it: `0 mprofile_20260102030405.dat 03:04:05 02/01/2026`.
  static func line(_ index: Int, _ name: String) -> String {
    let digits = Array(ProfileFiles.stamp(of: name) ?? "")
    func part(_ range: Range<Int>) -> String { String(digits[range]) }
    guard digits.count == 14 else { return "\(index) \(name)" }
    let time = "\(part(8..<10)):\(part(10..<12)):\(part(12..<14))"
    return "\(index) \(name) \(time) \(part(6..<8))/\(part(4..<6))/\(part(0..<4))"
  }
}
