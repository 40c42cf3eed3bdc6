/// Writing the `.dat` file of Python's memory_profiler; `TimelineFile` reads it and says what its lines are.
import Snapshots

extension Timeline {
  /// The text of the file, digit for digit as memory_profiler writes numbers: the command line, the samples ascending by
  /// time, the main process's as MEM and others as CHLD, and the main process's functions as FUNC. The file has no place
  /// for a child's functions and for traced bytes.
  ///
  /// A function that had not returned is given the end of the timeline.
  public func datFile() -> [UInt8] {
    var text = Array("CMDLINE \(lineText(command))\n".utf8)
    for sample in samples {
      text += (sample.process == mainProcess ? "MEM " : "CHLD \(sample.process) ").utf8
      text += "\(sample.resident.mebibytes(6)) \(sample.time.unixTime)\n".utf8
    }
    let end = samples.last { $0.process == mainProcess }
    for bracket in brackets where bracket.process == mainProcess {
      let entry = "\(bracket.residentAtEntry.mebibytes(4)) \(bracket.entry.unixTime)"
      let last = max(bracket.entry, bracket.exit ?? end?.time ?? bracket.entry)
      let exit = "\((bracket.residentAtExit ?? end?.resident ?? bracket.residentAtEntry).mebibytes(4)) \(last.unixTime)"
      text += "FUNC \(Self.datName(of: bracket.name)) \(entry) \(exit) \(bracket.level)\n".utf8
    }
    return text
  }

  /// A function's name as the file holds it: readers split on blanks. One after a comma is dropped, others, control
  /// characters among them, become `_`.
  public static func datName(of function: String) -> String {
    var name = ""
    for character in function {
      if !character.isBlank {
        name.append(character)
      } else if name.last != "," {
        name.append("_")
      }
    }
    return name.isEmpty ? "_" : name
  }
}

/// On one line.
private func lineText(_ text: String) -> String { String(text.map { $0.isBlank ? " " : $0 }) }

extension Character {
  /// White space or a control character.
  fileprivate var isBlank: Bool {
    isWhitespace || unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}

extension Int {
  fileprivate func mebibytes(_ precision: Int) -> String { decimal(dividedBy: 1 << 20, precision: precision) }
}

extension Duration {
  /// Seconds since 1970 with four digits after the point.
  fileprivate var unixTime: String {
    let (seconds, attoseconds) = components
    let nanoseconds = (Int(clamping: seconds), Int(attoseconds / 1_000_000_000))
    // Rounded by itself: seconds × 10⁹ would not fit for every time.
    let rounded = nanoseconds.1.decimal(dividedBy: 1_000_000_000, precision: 4)
    return rounded.first == "0"
      ? "\(nanoseconds.0)\(rounded.dropFirst())" : "\(nanoseconds.0 + 1)\(rounded.dropFirst())"
  }
}
