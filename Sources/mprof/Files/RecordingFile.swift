import Glibc
import Snapshots

/// Recordings as files.
enum RecordingFile {
  /// A new empty recording, its owner's alone, which replaces no file. Gives its absolute path.
  static func create(at path: String?) throws(RunError) -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let name = path ?? "mprofile_\(stamp(time.tv_sec)).mprof"
    let file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .unwritable(name, errno) }
    defer { close(file) }
    if let failure = fill(file, startTime: .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)) {
      unlink(name)
      throw .unwritable(name, failure)
    }
    guard let absolute = realpath(name, nil) else { throw .unwritable(name, errno) }
    defer { free(absolute) }
    return String(cString: absolute)
  }

  /// nil, or why the file did not take all bytes. To write past the limit would be a signal; where it is low there is no
  /// timeline, which takes no room on the disk before it is written.
  private static func fill(_ file: CInt, startTime: Duration) -> CInt? {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    let hasTimeline = limit.rlim_cur >= 8 * Recording.emptyFileBytes
    let bytes = Recording.emptyFile(startTime: startTime, hasTimeline: hasTimeline)
    if bytes.count > limit.rlim_cur { return EFBIG }
    let written = write(file, bytes, bytes.count)
    if written != bytes.count { return written < 0 ? errno : ENOSPC }
    return !hasTimeline || ftruncate(file, Recording.emptyFileBytes) == 0 ? nil : errno
  }

  /// YYYYMMDDhhmmss, local time.
  private static func stamp(_ seconds: Int) -> String {
    var (seconds, parts) = (seconds, tm())
    localtime_r(&seconds, &parts)
    let numbers = [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec]
    return numbers.reduce(String(1900 + parts.tm_year)) { $0 + ($1 < 10 ? "0" : "") + String($1) }
  }

  /// Only what is looked at is read; a process that still writes it only makes it longer.
  /// - Parameter hasSites: see `Recording.init`.
  static func read(_ path: String, hasSites: Bool = true) throws -> Recording {
    try MappedFile.read(path) { try Recording(decoding: $0, path: path, hasSites: hasSites) }
  }
}

extension Recording {
  /// What found no room, as a sentence without its subject; nil when nothing was lost.
  var loss: String? {
    let tables = processes.reduce(0) { $0 + $1.lostTables }
    let parts = [(tables, "table", "tables"), (lostProcesses, "process", "processes")]
      .filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
    return parts.isEmpty ? nil : "is incomplete: there was no room on the disk for \(parts.joined(separator: " and "))"
  }
}
