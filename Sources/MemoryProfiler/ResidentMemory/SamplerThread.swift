#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// A thread beside the measured code that reads RSS at an interval. What it allocates is not recorded, it takes no
// signal of the program's, and it is joined before the measurement returns.
import Glibc

final class SamplerThread: @unchecked Sendable {
  /// Runs on the sampling thread only, until the thread is joined; false ends the sampling.
  private let sample: () -> Bool
  private let intervalNanoseconds: Int
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// Both protected by `lock`.
  private var hasSampled = false
  private var isStopping = false
  /// nil when the system has no thread left: then nothing is sampled. Used by the creating thread only.
  private var thread: pthread_t?

  /// Returns after the first sample, so that the thread's own pages are in the baseline.
  init(every intervalNanoseconds: Int, sample: @escaping () -> Bool) {
    self.sample = sample
    self.intervalNanoseconds = intervalNanoseconds
    pthread_mutex_init(lock, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(changed, &attributes)
    pthread_condattr_destroy(&attributes)
    start()
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  private func start() {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)  // inherited by the new thread
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var created = pthread_t()
    let failure = pthread_create(
      &created, nil,
      { argument in
        guard let argument else { return nil }
        let sampler = Unmanaged<SamplerThread>.fromOpaque(argument).takeUnretainedValue()
        withoutRecording { sampler.run() }
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())  // kept alive until `stop` has joined
    guard failure == 0 else { return }
    thread = created
    pthread_mutex_lock(lock)
    while !hasSampled { pthread_cond_wait(changed, lock) }
    pthread_mutex_unlock(lock)
  }

  private func run() {
    var due = monotonicNanoseconds()
    while sample() {
      due = max(due + intervalNanoseconds, monotonicNanoseconds())  // a late sample does not call for two at once
      guard waits(until: due) else { return }
    }
    _ = waits(until: 0)
  }

  /// False when `stop` was called.
  private func waits(until due: Int) -> Bool {
    var time = timespec(tv_sec: due / 1_000_000_000, tv_nsec: due % 1_000_000_000)
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    if !hasSampled {
      hasSampled = true
      pthread_cond_signal(changed)
    }
    while !isStopping { if pthread_cond_timedwait(changed, lock, &time) == ETIMEDOUT { break } }
    return !isStopping
  }

  /// Ends and joins the thread; nothing runs `sample` afterwards.
  func stop() {
    guard let thread else { return }
    pthread_mutex_lock(lock)
    isStopping = true
    pthread_cond_signal(changed)
    pthread_mutex_unlock(lock)
    pthread_join(thread, nil)
    self.thread = nil
  }
}
#endif
