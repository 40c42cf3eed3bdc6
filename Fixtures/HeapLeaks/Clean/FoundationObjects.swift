// Foundation's things that others call back from: notification centers, timers, queues, threads, locks, files.
import Foundation

private final class Listener: @unchecked Sendable {
  private let lock = NSLock()
  private var calls = 0
  func call() { lock.withLock { calls += 1 } }
  var count: Int { lock.withLock { calls } }
}

//! foundationObjects: in use: no leaks
//! foundationObjects: in use: no leaks
//! foundationObjects: in use: no leaks
//! foundationObjects: in use: no leaks
//! foundationObjects: afterwards: no leaks
func foundationObjects() throws {
  try useCenterAndTimers()
  try useQueues()
  try useLocks()
  try check("afterwards")
}

private func useCenterAndTimers() throws {
  let listener = Listener()
  let center = NotificationCenter.default
  let token = center.addObserver(forName: .init("something"), object: nil, queue: nil) { _ in listener.call() }
  center.post(name: .init("something"), object: listener, userInfo: ["key": "a value that is no small string"])
  let timer = Timer.scheduledTimer(withTimeInterval: 0.001, repeats: true) { _ in listener.call() }
  RunLoop.main.perform { listener.call() }
  while listener.count < 5 { RunLoop.main.run(until: Date(timeIntervalSinceNow: 0.01)) }
  try withExtendedLifetime((token, timer)) { try check("in use") }
  // The timer stays: Foundation loses those that are invalidated (FoundationsOwn.swift).
  center.removeObserver(token)
}

private func useQueues() throws {
  let listener = Listener()
  let queue = OperationQueue()
  queue.maxConcurrentOperationCount = 3
  let first = BlockOperation { listener.call() }
  let second = BlockOperation { listener.call() }
  second.addDependency(first)
  second.completionBlock = { listener.call() }
  queue.addOperations([second, first], waitUntilFinished: false)
  for _ in 0..<20 { queue.addOperation { listener.call() } }
  let suspended = OperationQueue()
  suspended.isSuspended = true
  suspended.addOperation { listener.call() }
  try check("in use")
  queue.waitUntilAllOperationsAreFinished()
  suspended.cancelAllOperations()
  suspended.isSuspended = false
  suspended.waitUntilAllOperationsAreFinished()
  try withExtendedLifetime((first, second)) { try check("in use") }
}

private func useLocks() throws {
  let condition = NSCondition()
  let listener = Listener()
  let mayEnd = Listener()
  let threads = (0..<4).map { number in
    Thread {
      Thread.current.threadDictionary["name"] = "the thread of number \(number)"
      listener.call()
      condition.lock()
      while mayEnd.count == 0 { condition.wait() }
      condition.unlock()
      listener.call()
    }
  }
  for thread in threads { thread.start() }
  while listener.count < 4 { usleep(1000) }
  let others: [Any] = [
    NSRecursiveLock(), NSConditionLock(condition: 1), ProcessInfo.processInfo.environment, Progress(totalUnitCount: 5),
  ]
  try withExtendedLifetime(others) { try check("in use") }
  mayEnd.call()
  condition.lock()
  condition.broadcast()
  condition.unlock()
  while listener.count < 8 { usleep(1000) }
}

//! files: in use: no leaks
//! files: afterwards: no leaks
func files() throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try useFiles(folder)
  try FileManager.default.removeItem(at: folder)
  try check("afterwards")
}

private func useFiles(_ folder: URL) throws {
  let manager = FileManager.default
  try manager.createDirectory(at: folder, withIntermediateDirectories: true)
  let file = folder.appendingPathComponent("file with a longer name.txt")
  try Data(count: 10_000).write(to: file, options: .atomic)
  let attributes = try manager.attributesOfItem(atPath: file.path)
  let handle = try FileHandle(forReadingFrom: file)
  let start = try handle.read(upToCount: 100)
  let mapped = try Data(contentsOf: file, options: .alwaysMapped)
  let names = manager.enumerator(at: folder, includingPropertiesForKeys: [.fileSizeKey])?.allObjects
  let pipe = Pipe()
  pipe.fileHandleForReading.readabilityHandler = { handle in _ = handle.availableData }
  pipe.fileHandleForWriting.write(Data("hello".utf8))
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/cat")
  process.standardInput = Pipe()
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  let setting = UserDefaults.standard.object(forKey: "a setting that there is not")
  try withExtendedLifetime((attributes, handle, start, mapped, names, pipe, setting)) { try check("in use") }
  try (process.standardInput as? Pipe)?.fileHandleForWriting.close()
  process.waitUntilExit()
  pipe.fileHandleForReading.readabilityHandler = nil
}
