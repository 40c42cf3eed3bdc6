// RSS of other processes, each started here.
#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import Foundation
import Testing

@testable import MemoryProfiler

private func started(_ command: String) throws -> Process {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/sh")
  process.arguments = ["-c", command]
  try process.run()
  return process
}

/// The threads that tests run on block SIGTERM, and what they start inherits that.
private func end(_ process: Process) { kill(process.processIdentifier, SIGKILL) }

private func message(_ body: () throws -> Void) -> String? {
  do { try body() } catch { return "\(error)" }
  return nil
}

@Suite struct ProcessTests {
  @Test func withoutATimeoutAProcessIsSampledOnce() throws {
    let process = try started("exec sleep 600")
    defer { end(process) }
    let usage = try memoryUsage(of: process.processIdentifier)
    #expect(usage.samples.count == 1)
    #expect(usage.maximum > 0)
  }

  @Test func aTimeoutGivesSoManySamples() throws {
    let process = try started("exec sleep 600")
    defer { end(process) }
    let usage = try memoryUsage(of: process.processIdentifier, interval: .milliseconds(1), timeout: .milliseconds(5))
    #expect(usage.samples.count == 5)
  }

  @Test func aProcessThatEndsEndsTheSamples() throws {
    let process = try started("sleep 0.1")
    let usage = try memoryUsage(of: process.processIdentifier, interval: .milliseconds(5), timeout: .seconds(3600))
    #expect(usage.maximum > 0)
    process.waitUntilExit()
  }

  @Test func childrenCountWhereTheyAreAskedFor() throws {
    let process = try started("sleep 600 & sleep 600 & echo; wait")
    let pid = process.processIdentifier
    defer {
      for child in ProcessTree.listedDescendants(of: pid) { kill(child, SIGKILL) }
      end(process)
    }
    while ProcessTree.listedDescendants(of: pid).count < 2 { usleep(1000) }
    #expect(ProcessTree.scannedDescendants(of: pid).sorted() == ProcessTree.listedDescendants(of: pid).sorted())
    let alone = try memoryUsage(of: pid).maximum
    #expect(try memoryUsage(of: pid, includeChildren: true).maximum > alone)
  }

  @Test func whatIsNoProcessIsSaidInOneSentence() throws {
    let process = try started("true")
    let pid = process.processIdentifier
    process.waitUntilExit()
    #expect(message { _ = try memoryUsage(of: pid) } == "There is no process \(pid).")
    #expect(message { _ = try memoryUsage(of: -1) } == "There is no process -1.")
    #expect(message { _ = try memoryUsage(of: 0) } == "There is no process 0.")
  }

  @Test func aZombieHasEnded() throws {
    // The shell's child ends, and the program that the shell became never asks for it.
    let process = try started("sleep 0 & exec sleep 600")
    defer { end(process) }
    var child: Int32?
    while child == nil
      || (try? String(contentsOfFile: "/proc/\(child!)/stat", encoding: .utf8))?.contains(") Z") != true
    {
      child = ProcessTree.listedDescendants(of: process.processIdentifier).first
      usleep(1000)
    }
    let pid = try #require(child)
    #expect(
      message { _ = try memoryUsage(of: pid) }
        == "Process \(pid) has ended and has no memory; its parent has not waited for it yet.")
  }
}
#endif
