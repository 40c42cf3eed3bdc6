/// Reading the `.dat` file of Python's memory_profiler, whoever wrote it.
///
/// ```
/// CMDLINE ./app --import big.json                                                 the last one counts
/// MEM 72.871094 1795224774.1859                                                   MiB, Unix time
/// CHLD 12882 28.496094 1795224779.4350                                            process, MiB, time
/// FUNC App.load 72.8711 1795224774.3013 72.8711 1795224774.5571 1                 MiB and time at entry and exit, level
/// ```
public struct TimelineFile: Hashable, Sendable {
  /// Its main process is 0, since the file names none. Ascending by time, whatever the order of the lines.
  public var timeline: Timeline
  /// Lines that cannot be read, counted; a program killed while it writes leaves one. They are left out.
  public var damagedLines = 0
  /// The number of the first of them, from 1; nil without any.
  public var firstDamagedLine: Int?

  /// - Parameters:
  ///   - bytes: the file, mapped or read.
  ///   - path: for the errors.
  public init(decoding bytes: UnsafeRawBufferPointer, path: String) throws(TimelineFileError) {
    timeline = Timeline()
    var (number, isTimeline) = (0, false)
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      // Enough lines of something else: not worth reading on.
      if !isTimeline && number > 1000 { break }
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) { continue }
      if timeline.add(line: line) {
        isTimeline = true
      } else {
        damagedLines += 1
        if firstDamagedLine == nil { firstDamagedLine = number }
      }
    }
    guard isTimeline else { throw .notATimeline(path: path, line: firstDamagedLine) }
    timeline.order()
  }
}

/// Why a file is no timeline. `description` is one sentence without a full stop.
public enum TimelineFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No line says what it should; `line` is the first that is not blank, nil when all are.
  case notATimeline(path: String, line: Int?)

  /// One sentence without a full stop.
  public var description: String {
    switch self {
    case .notATimeline(let path, nil): "\(path) is empty: record the program again"
    case .notATimeline(let path, let line?):
      "\(path) is not a timeline, its line \(line) begins with none of CMDLINE, MEM, CHLD and FUNC or lacks what "
        + "should follow: choose a file that mprof wrote"
    }
  }
}

extension Timeline {
  /// Whether the line could be read.
  fileprivate mutating func add(line: Slice<UnsafeRawBufferPointer>) -> Bool {
    let fields = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    switch fields.first {
    case "CMDLINE": command = String(decoding: line.dropFirst(8).filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    case "MEM" where fields.count == 3: return addSample(of: 0, fields[1], at: fields[2])
    case "CHLD" where fields.count == 4:
      return Int(fields[1]).map { addSample(of: $0, fields[2], at: fields[3]) } ?? false
    case "FUNC" where fields.count >= 6: return addBracket(fields.dropFirst())
    default: return false
    }
    return true
  }

  private mutating func addSample(of process: Int, _ size: String, at moment: String) -> Bool {
    guard let resident = bytes(ofMebibytes: size), let time = time(moment) else { return false }
    samples.append(MemorySample(process: process, time: time, resident: resident))
    return true
  }

  /// Name, size, time, size, time, and in all but old files the level. Blanks in the name are of other writers.
  private mutating func addBracket(_ fields: ArraySlice<String>) -> Bool {
    let numbers = fields.suffix(fields.count > 5 ? 5 : 4)
    let level = fields.count > 5 ? Int(numbers.last!.filter { $0 != "\r" }) : 1
    let values = Array(numbers)
    guard let level, (0...1_000_000).contains(level), let residentAtEntry = bytes(ofMebibytes: values[0]),
      let entry = time(values[1]),
      let residentAtExit = bytes(ofMebibytes: values[2]), let exit = time(values[3]), exit >= entry
    else { return false }
    brackets.append(
      FunctionBracket(
        process: 0, name: fields.dropLast(numbers.count).joined(separator: " "), level: level, entry: entry, exit: exit,
        residentAtEntry: residentAtEntry, residentAtExit: residentAtExit))
    return true
  }

  /// Ascending by time, and levels from 1: memory_profiler counts them from 0.
  fileprivate mutating func order() {
    if !samples.isAscending(by: \.time) { samples.sort { $0.time < $1.time } }
    brackets.sort { ($0.entry, $0.level) < ($1.entry, $1.level) }
    let lowest = brackets.map(\.level).min() ?? 1
    if lowest < 1 { for index in brackets.indices { brackets[index].level += 1 - lowest } }
  }
}

extension [MemorySample] {
  fileprivate func isAscending(by time: KeyPath<MemorySample, Duration>) -> Bool {
    zip(self, dropFirst()).allSatisfy { $0[keyPath: time] <= $1[keyPath: time] }
  }
}

/// Below a pebibyte, so that no sum of them overflows.
private func bytes(ofMebibytes text: String) -> Int? {
  number(text).flatMap { (0..<Double(1 << 30)).contains($0) ? Int(($0 * Double(1 << 20)).rounded()) : nil }
}

/// Of the years from 1970 to 11000 or so.
private func time(_ text: String) -> Duration? {
  number(text).flatMap { (0..<3e11).contains($0) ? .seconds($0) : nil }
}

/// Decimal, scientific included.
private func number(_ text: String) -> Double? { Double(text.last == "\r" ? String(text.dropLast()) : text) }
