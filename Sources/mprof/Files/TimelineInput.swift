import Glibc
import Reports
import SnapshotFiles
import Snapshots

/// A file that has a timeline: a recording, or a `.dat` file that mprof or memory_profiler wrote.
struct TimelineInput {
  let path: String
  let timeline: Timeline
  /// nil for a `.dat` file.
  let recording: Recording?

  /// What of a `.dat` file cannot be read is left out, and said so on standard error.
  init(_ path: String) throws {
    self.path = path
    do {
      let recording = try RecordingFile.read(path)
      (self.recording, timeline) = (recording, recording.timeline)
    } catch RecordingFileError.notARecording {
      let file = try Self.datFile(path)
      (recording, timeline) = (nil, file.timeline)
      if let line = file.firstDamagedLine {
        let others = file.damagedLines - 1
        Output.say(
          "\(path) has a line \(line) that cannot be read and is left out"
            + (others == 0 ? "" : others == 1 ? ", as is one more" : ", as are \(others) more"))
      }
    }
  }

  private static func datFile(_ path: String) throws -> TimelineFile {
    do {
      return try MappedFile.read(path) { bytes in try TimelineFile(decoding: bytes, path: path) }
    } catch TimelineFileError.notATimeline where (try? Snapshot(contentsOf: path)) != nil {
      throw InputError.noTimeline(path)
    }
  }

  /// With everything that a plot says of it.
  var plotted: PlottedTimeline {
    let names = (recording?.processes ?? []).map { process in
      (process.processID, String(process.program.split(separator: "/").last ?? ""))
    }
    var timeline = timeline
    if timeline.command.isEmpty { timeline.command = recording?.main?.arguments.joined(separator: " ") ?? "" }
    return PlottedTimeline(
      name: String(path.split(separator: "/").last ?? ""), start: timeline.beginning.map(localTime) ?? "",
      timeline: timeline, programs: Dictionary(names.filter { !$0.1.isEmpty }) { $1 })
  }
}

/// `2026-11-21 10:10:05`
private func localTime(_ time: Duration) -> String {
  var (seconds, parts) = (time_t(time.components.seconds), tm())
  localtime_r(&seconds, &parts)
  var text = [CChar](repeating: 0, count: 32)
  strftime(&text, text.count, "%Y-%m-%d %H:%M:%S", &parts)
  return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
}
