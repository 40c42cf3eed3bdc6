// Captures over threads in every kind of call that blocks: what the calls return must be what they return undisturbed.
import Glibc
import MemoryProfiler
import Synchronization

private final class Call: Sendable {
  let name: String
  let body: @Sendable () -> Int
  /// After which it returns by itself, in seconds.
  let timeout: Int?
  let result = Atomic(Int.min)
  init(_ name: String, timeout: Int? = nil, _ body: @escaping @Sendable () -> Int) {
    self.name = name
    self.timeout = timeout
    self.body = body
  }

  /// What has a time-out may be over before the captures are: how long it took is what counts.
  func run() {
    let start = ContinuousClock.now
    let returned = body()
    let isEarly = timeout.map { ContinuousClock.now - start < .seconds($0) } ?? false
    result.store(isEarly ? .max : returned, ordering: .releasing)
  }

  var isEarly: Bool {
    let result = result.load(ordering: .acquiring)
    return timeout == nil ? result != .min : result == .max
  }
}

/// What the calls wait for.
private final class Gate: @unchecked Sendable {
  var sockets: [(reading: CInt, writing: CInt)] = []
  let listening = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
  var address = sockaddr_un()
  var lockHolder: CInt = -1
  var lockWaiter: CInt = -1
  var child: pid_t = 0
  let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  var isOpen = false

  init() {
    for _ in 0..<6 {
      var pair: [CInt] = [0, 0]
      socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &pair)
      sockets.append((pair[0], pair[1]))
    }
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    sem_init(semaphore, 0, 0)
    listen()
    openLockedFile()
    startChild()
  }

  /// At an address that the kernel chooses and that is no file.
  private func listen() {
    address.sun_family = sa_family_t(AF_UNIX)
    withSocketAddress { _ = bind(listening, $0, socklen_t(MemoryLayout<sa_family_t>.size)) }
    Glibc.listen(listening, 1)
    var length = socklen_t(MemoryLayout<sockaddr_un>.size)
    withSocketAddress { _ = getsockname(listening, $0, &length) }
    addressLength = length
  }
  private var addressLength: socklen_t = 0

  private func withSocketAddress(_ body: (UnsafeMutablePointer<sockaddr>) -> Void) {
    withUnsafeMutablePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
  }

  private func openLockedFile() {
    var name = Array("/tmp/blocking-calls-XXXXXX".utf8CString)
    lockHolder = mkstemp(&name)
    flock(lockHolder, LOCK_EX)
    lockWaiter = Glibc.open(name, O_RDWR)
    unlink(name)
  }

  /// Ends when three bytes have come.
  private func startChild() {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, sockets[5].reading, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("head"), strdup("-c3"), nil]
    posix_spawnp(&child, "head", &actions, nil, &arguments, nil)
  }

  func open() {
    for socket in sockets { write(socket.writing, "abc", 3) }
    pthread_mutex_lock(mutex)
    isOpen = true
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
    sem_post(semaphore)
    flock(lockHolder, LOCK_UN)
    let client = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    withSocketAddress { _ = connect(client, $0, addressLength) }
  }

  func waitUntilOpen() -> Int {
    pthread_mutex_lock(mutex)
    while !isOpen { pthread_cond_wait(condition, mutex) }
    pthread_mutex_unlock(mutex)
    return 0
  }
}

// Not in Swift's Glibc module.
@_silgen_name("epoll_create1") private func createPoll(_ flags: CInt) -> CInt
@discardableResult
@_silgen_name("epoll_ctl") private func controlPoll(
  _ poll: CInt, _ operation: CInt, _ file: CInt, _ event: UnsafeMutableRawPointer
) -> CInt
@_silgen_name("epoll_wait") private func waitForPoll(
  _ poll: CInt, _ events: UnsafeMutableRawPointer, _ count: CInt, _ milliseconds: CInt
) -> CInt

/// The result, or the negative errno.
private func orError(_ result: some BinaryInteger) -> Int { result < 0 ? -Int(errno) : Int(result) }

private func callsOnSockets(_ gate: Gate) -> [Call] {
  let ends = gate.sockets.map(\.reading)
  return [
    Call("read") {
      var bytes: [UInt8] = [0, 0, 0, 0]
      return orError(read(ends[0], &bytes, 4))
    },
    Call("recv") {
      var bytes: [UInt8] = [0, 0, 0, 0]
      return orError(recv(ends[1], &bytes, 4, 0))
    },
    Call("poll") {
      var one = pollfd(fd: ends[2], events: Int16(POLLIN), revents: 0)
      return orError(poll(&one, 1, -1))
    },
    Call("select") {
      var set = fd_set()
      withUnsafeMutableBytes(of: &set) { $0[Int(ends[3]) / 8] |= 1 << UInt8(ends[3] % 8) }
      return orError(select(ends[3] + 1, &set, nil, nil, nil))
    },
    Call("epoll_wait") {
      let poll = createPoll(0)
      // EPOLLIN, and what the kernel is to give back.
      var event: [UInt32] = [1, 0, 0, 0]
      controlPoll(poll, 1, ends[4], &event)
      return orError(waitForPoll(poll, &event, 1, -1))
    },
    Call("accept") { min(orError(accept(gate.listening, nil, nil)), 0) },
  ]
}

private func otherCalls(_ gate: Gate) -> [Call] {
  [
    Call("nanosleep", timeout: 2) {
      var time = timespec(tv_sec: 2, tv_nsec: 0)
      return orError(nanosleep(&time, nil))
    },
    Call("condition") { gate.waitUntilOpen() },
    Call("semaphore") { orError(sem_wait(gate.semaphore)) },
    Call("waitpid") { orError(waitpid(gate.child, nil, 0)) == Int(gate.child) ? 0 : -Int(errno) },
    Call("flock") { orError(flock(gate.lockWaiter, LOCK_EX)) },
    Call("sigtimedwait", timeout: 2) {
      var set = sigset_t()
      sigemptyset(&set)
      sigaddset(&set, SIGUSR1)
      pthread_sigmask(SIG_BLOCK, &set, nil)
      var time = timespec(tv_sec: 2, tv_nsec: 0)
      return orError(sigtimedwait(&set, nil, &time))
    },
  ]
}

/// A thread in each kind of call; while they wait there are twenty captures; then each gets what it waits for.
func blocking() throws {
  let gate = Gate()
  let calls = callsOnSockets(gate) + otherCalls(gate)
  let threads = calls.map { call in startThread { call.run() } }
  usleep(50_000)
  for _ in 0..<20 { _ = try HeapGraph.capture() }
  let early = calls.filter(\.isEarly)
  fact("returned early", early.map { "\($0.name) \($0.result.load(ordering: .acquiring))" })
  gate.open()
  for thread in threads { pthread_join(thread, nil) }
  for call in calls { fact(call.name, call.result.load(ordering: .acquiring)) }
}
