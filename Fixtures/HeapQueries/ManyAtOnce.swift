// Captures from several threads at once: one captures, the others wait.
import Glibc
import MemoryProfiler
import Synchronization

private final class Results: Sendable { let counts = Mutex<[String: Int]>([:]) }

func manyAtOnce() throws {
  let results = Results()
  let threads = (0..<4).map { _ in
    startThread {
      for _ in 0..<10 {
        let result = errorOf { _ = try HeapGraph.capture() }
        results.counts.withLock { $0[result, default: 0] += 1 }
      }
    }
  }
  for thread in threads { pthread_join(thread, nil) }
  for (result, count) in results.counts.withLock({ $0 }).sorted(by: { $0.key < $1.key }) { fact(result, count) }
}
