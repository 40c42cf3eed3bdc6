import Glibc
import Reports
import Snapshots
import Symbolication

/// Reads a recording again and again, for one process of it.
struct LiveReader {
  private let path: String
  /// The kernel's number of the one that is looked at.
  private var id: Int
  private var places = LivePlaces()
  /// Of the last reading.
  private var last: LiveReading?
  private var lastMoment = ContinuousClock.now
  private var markTime: Duration?
  /// By the kernel's number; those that have ended are not in it.
  private var running: [Int: RunningProcess] = [:]

  init(_ target: LiveTarget) { (path, id) = (target.path, target.process) }

  /// Whether there is anything to be read again.
  var isAnyRunning: Bool { !running.isEmpty }

  mutating func choose(_ id: Int) {
    self.id = id
    forget()
  }

  /// Growth counts from the last reading; nil before there is one.
  mutating func mark() -> LiveReading? {
    places.mark()
    markTime = last?.time
    return last == nil ? nil : withPlaces()
  }

  /// The present state; places are those that were found before.
  mutating func read() throws -> (LiveReading, samples: [MemorySample]) {
    let recording = try RecordingFile.read(path)
    let (time, moment) = (unixTime(), ContinuousClock.now)
    let processes = latest(recording.processes)
    guard let process = processes.last(where: { $0.processID == id }) else { throw LiveError.gone(id) }
    if let last, last.process.startTime != process.startTime { forget() }
    places.update(process.snapshot)
    let described = processes.map { live($0) }
    var reading = LiveReading(
      process: live(process), processes: described, time: time, totals: process.snapshot.totals,
      resident: running[id]?.resident, markTime: markTime ?? time)
    if let last {
      reading.elapsed = moment - lastMoment
      reading.allocationsPerSecond = rate(
        process.snapshot.totals.total.blocks - last.totals.total.blocks, moment - lastMoment)
    }
    let isFirst = last == nil
    (last, lastMoment) = (reading, moment)
    if isFirst { _ = mark() }
    return (withPlaces(), isFirst ? recording.timeline.samples.filter { $0.process == id } : [])
  }

  /// Looks up places that are missing, a part of them; nil when there are none.
  mutating func nameMore() -> LiveReading? {
    if places.unnamedCount == 0 { return nil }
    let silent = ProgressLine(now: { .zero }, write: nil)
    places.name(limit: 512) { $0.symbolized(progress: silent) }
    return withPlaces()
  }

  /// With all places.
  func readOnce() throws -> LiveReading {
    var reader = self
    var (reading, _) = try reader.read()
    let progress = ProgressLine()
    defer { progress.finish() }
    while reader.places.unnamedCount > 0 {
      reader.places.name(limit: 512) { $0.symbolized(progress: progress) }
      reading = reader.withPlaces()
    }
    return reading
  }

  private mutating func forget() { (places, last, markTime) = (LivePlaces(), nil, nil) }

  private func withPlaces() -> LiveReading {
    var reading = last!
    (reading.places, reading.unnamed, reading.tracebacks) = (places.all, places.unnamedCount, places.count)
    reading.markTime = markTime ?? reading.time
    return reading
  }

  private func rate(_ count: Int, _ elapsed: Duration) -> Int? {
    let (seconds, attoseconds) = elapsed.components
    let elapsed = Double(seconds) + Double(attoseconds) * 1e-18
    return elapsed > 0 ? Int((Double(max(0, count)) / elapsed).rounded()) : nil
  }

  /// A program executed in place of another has its number: the last one counts.
  private func latest(_ processes: [RecordedProcess]) -> [RecordedProcess] {
    var places: [Int: Int] = [:]
    for (index, process) in processes.enumerated() { places[process.processID] = index }
    return processes.enumerated().filter { places[$1.processID] == $0 }.map(\.element)
  }

  private mutating func live(_ process: RecordedProcess) -> LiveProcess {
    let end: LiveProcess.End = process.endTime.map { .ended($0) } ?? (isRunning(process) ? .running : .gone)
    let arguments = process.arguments.isEmpty ? [process.program] : process.arguments
    let name = arguments[0].split(separator: "/").last.map(String.init) ?? ""
    return LiveProcess(
      id: process.processID, command: ([name] + arguments.dropFirst()).joined(separator: " "),
      startTime: process.startTime, end: end)
  }

  private mutating func isRunning(_ process: RecordedProcess) -> Bool {
    if running[process.processID] == nil { running[process.processID] = RunningProcess(process, recording: path) }
    if process.endTime != nil || running[process.processID]?.isRunning == false { running[process.processID] = nil }
    return running[process.processID] != nil
  }
}

private func unixTime() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
