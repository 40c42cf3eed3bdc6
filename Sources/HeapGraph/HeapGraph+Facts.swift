import Reports

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
  public var blockCount: Int { storage.count }

  /// Their requested bytes.
  public var bytes: Int { storage.totalBytes }

  /// How long the parts of the capture took, in the order in which they ran.
  package var stages: [(name: String, duration: Duration)] { storage.stages }
  #else
  public var pause: Duration { .zero }
  public var stoppedBy: StoppedBy { .nobody }
  public var threadCount: Int { 0 }
  public var blockCount: Int { 0 }
  public var bytes: Int { 0 }
  #endif
}

#if os(Linux)
import CHeapPicture
#endif
