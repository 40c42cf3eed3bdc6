// The leak report of this process, at its end: what `mprof leaks --heap` asks for.
#if os(Linux)
import CRecorderCalls
import Glibc
import HeapGraph
import Reports
import Snapshots

/// An `mpr_leak_reporter`. Called with recording paused, on a thread whose stack is large enough.
@_cdecl("mpr_report_leaks")
public func reportLeaks(_ calls: UnsafePointer<mpr_recorder_calls>?, _ file: CInt) -> CInt {
  guard let calls, calls.pointee.version == MPR_CALLS_VERSION else { return ENOEXEC }
  let recorder = calls.pointee
  OwnWork.tell(pause: { recorder.pause() }, resume: { recorder.resume() })
  return append(answer(to: LeakRequest(text: contents(of: file)), recorder).text, to: file)
}

private func answer(to request: LeakRequest?, _ recorder: mpr_recorder_calls) -> LeakAnswer {
  guard let request else { return .failure("The request is damaged; run mprof again.") }
  do {
    let heap = try HeapGraph(recordedBy: recorder)
    let report = heap.leaks(suppressing: request.suppressions.compactMap(LeakSuppression.init))
    let text = report.rendered(
      limit: request.limit, frames: request.frames, paths: PathSpelling(folder: request.folder))
    return .report(leaks: report.leakCount, text: text)
  } catch {
    return .failure(error.description)
  }
}

/// Empty when it cannot be read.
private func contents(of file: CInt) -> String {
  var (text, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
  while true {
    let count = pread(file, &buffer, buffer.count, off_t(text.count))
    if count > 0 {
      text += buffer.prefix(count)
    } else if count == 0 || errno != EINTR {
      return String(decoding: text, as: UTF8.self)
    }
  }
}

/// 0, or an errno value. Past the limit of files' sizes the attempt alone would be a signal.
private func append(_ text: String, to file: CInt) -> CInt {
  var (limit, status) = (rlimit(), stat())
  guard fstat(file, &status) == 0, getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else {
    return errno
  }
  var rest = Array(text.utf8)[...]
  if UInt64(status.st_size) + UInt64(rest.count) > limit.rlim_cur { return EFBIG }
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return errno }
  }
  return 0
}
#endif
