#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// Writing tables where the user wants them, without changing what becomes of the program.
@preconcurrency import Glibc

enum ReportOutput {
  static func warn(_ sentence: String) {
    _ = write("MemoryProfiler: \(sentence).\n", to: STDERR_FILENO)
  }

  /// 0 or the errno value. A reader that went away must not kill the program: SIGPIPE is held back on this thread.
  static func write(_ text: String, to descriptor: Int32) -> Int32 {
    holdingBackBrokenPipe {
      var text = text
      return text.withUTF8 { bytes in
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
          let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
          if written < 0 && errno == EINTR { continue }
          if written <= 0 { return written < 0 ? errno : EIO }
          rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
        return 0
      }
    }
  }

  private static func holdingBackBrokenPipe(_ body: () -> Int32) -> Int32 {
    var signals = sigset_t()
    var before = sigset_t()
    var pending = sigset_t()
    sigpending(&pending)
    let wasPending = sigismember(&pending, SIGPIPE) == 1
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, &before)
    let failure = body()
    if failure == EPIPE && !wasPending {
      var none = timespec()
      while sigtimedwait(&signals, nil, &none) < 0 && errno == EINTR {}
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    return failure
  }
}

extension ProfileOptions.Output {
  /// Writes `text`; what cannot be written where it should goes to standard error with the reason.
  func write(_ text: String, of name: String) {
    let saved = errno
    defer { errno = saved }
    switch self {
    case .handler(let handler): handler(text)
    case .standardOutput:
      fflush(stdout)  // after what the program printed, as it would stand without us
      report(ReportOutput.write(text, to: STDOUT_FILENO), text, name, "standard output")
    case .standardError: _ = ReportOutput.write(text, to: STDERR_FILENO)
    case .file(let path): report(append(text, to: path), text, name, "'\(path)'")
    }
  }

  private func append(_ text: String, to path: String) -> Int32 {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else { return errno }
    defer { close(file) }
    return ReportOutput.write(text, to: file)
  }

  private func report(_ failure: Int32, _ text: String, _ name: String, _ place: String) {
    guard failure != 0 else { return }
    ReportOutput.warn(
      "the table of \(name) could not be written to \(place): \(String(cString: strerror(failure))); here it is")
    _ = ReportOutput.write(text, to: STDERR_FILENO)
  }
}

/// Relative to the working directory where the file lies below it.
func displayedPath(_ path: String) -> String {
  guard let directory = getcwd(nil, 0) else { return path }
  defer { free(directory) }
  let prefix = String(cString: directory) + "/"
  return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
}
#endif
