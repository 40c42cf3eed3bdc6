import Reports

#if os(Linux)
import CHeapPicture
#endif

extension HeapGraph {
  #if os(Linux)
  /// From the first thread's stop to the last one's going on.
  public var pause: Duration { storage.picture.pause }

  public var stoppedBy: StoppedBy {
    switch storage.picture.way {
    case MPH_PTRACE: .ptrace
    case MPH_SIGNAL: .signal
    default: .nobody
    }
  }

  /// All threads, the capturing one included.
  public var threadCount: Int { storage.picture.threads }

  /// Live blocks.
  public var blockCount: Int { storage.total(of: storage.blocks).blocks }

  /// Their requested bytes.
  public var bytes: Int { storage.total(of: storage.blocks).bytes }

  /// In the order of the classes that were asked for.
  package var trackedCounts: [TrackedCount] { storage.tracked }

  /// How long the parts of the capture took, in the order in which they ran; the first is the picture.
  public var stages: [(name: String, duration: Duration)] { storage.stages }
  #else
  public var pause: Duration { .zero }
  public var stoppedBy: StoppedBy { .nobody }
  public var threadCount: Int { 0 }
  public var blockCount: Int { 0 }
  public var bytes: Int { 0 }
  public var stages: [(name: String, duration: Duration)] { [] }
  #endif
}

extension HeapGraph: CustomStringConvertible {
  /// "HeapGraph: 79,123 blocks, 12.3 MiB; 8 threads stopped for 1.2 ms by ptrace".
  public var description: String {
    heapSummary(
      blocks: blockCount, bytes: bytes, threads: threadCount - 1, pause: pause,
      means: stoppedBy == .nobody ? nil : stoppedBy.rawValue)
  }
}
