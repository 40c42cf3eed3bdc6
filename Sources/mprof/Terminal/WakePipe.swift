import Glibc

/// A pipe in which a byte says that there is something to do: to be waited for beside other files. Lives as long as the process.
struct WakePipe: Sendable {
  /// To wait for.
  let output: CInt
  private let input: CInt

  init() {
    var ends: [CInt] = [-1, -1]
    // Without descriptors left nothing can be waited for: then there is no view.
    guard pipe(&ends) == 0 else { endProcess(status: 1, "There is no pipe: \(String(cString: strerror(errno)))") }
    (output, input) = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
  }

  /// From anywhere, signal handlers included. A full pipe wakes all the same.
  func send(_ byte: UInt8 = 0) {
    let saved = errno
    var byte = byte
    _ = write(input, &byte, 1)
    errno = saved
  }

  /// Everything that was sent.
  func receive() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(output, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }
}

/// Waits for one of the files, or so many milliseconds; -1 for any time. True for those that can be read, or were closed.
func wait(for files: [CInt], milliseconds: CInt) -> [Bool] {
  var polled = files.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  let count = poll(&polled, nfds_t(polled.count), milliseconds)
  return polled.map { count > 0 && $0.revents != 0 }
}
