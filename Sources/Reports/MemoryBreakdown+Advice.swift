/// When a part of RSS is worth a word, and which.

extension MemoryBreakdown {
  /// What a share must reach before anything is said. All in bytes unless named otherwise.
  enum Threshold {
    /// One of glibc's heaps (HEAP_MAX_SIZE): less is what a single arena may hold in passing.
    static let retained = 64 << 20
    /// Of RSS: free lists, per-thread caches and rounding of a healthy program stay well below a quarter.
    static let retainedPart = 4
    /// With up to three arenas the memory is not kept because there are many of them.
    static let manyArenas = 4
    /// A Swift program with Foundation maps some 20 MiB; ten times that is data.
    static let mappedFiles = 256 << 20
    /// Of RSS: when files are less than half of it, something else is the greater part.
    static let mappedFilesPart = 2
    /// libdispatch's pool alone may have 64 threads; more were made by somebody.
    static let manyThreads = 65
    /// Half a MiB for each of them: the stacks are deep, not only many.
    static let threadStacks = 32 << 20
  }

  /// One sentence about the first part that is due, nil when none is: what malloc keeps is asked about most and
  /// can be given back, files come next because their pages look like a leak and are none.
  public var advice: String? {
    if retained >= Threshold.retained && retained >= resident / Threshold.retainedPart { return retainedAdvice }
    if mappedFiles >= Threshold.mappedFiles && mappedFiles >= resident / Threshold.mappedFilesPart {
      return "\(mebibytes(mappedFiles)) are pages of mapped files; the kernel takes unchanged ones back when memory "
        + "is short, so this is no leak: map less at a time, or read instead of mapping."
    }
    if threads >= Threshold.manyThreads && threadStacks >= Threshold.threadStacks {
      return "\(threads) threads hold \(mebibytes(threadStacks)) of stack; run fewer at once, or let those end that "
        + "have been deep: a stack keeps the pages that it once touched."
    }
    return nil
  }

  private var retainedAdvice: String {
    let amount = "malloc keeps \(mebibytes(retained))"
    if arenas >= Threshold.manyArenas {
      return "\(amount) in \(arenas) arenas; start the program with MALLOC_ARENA_MAX=2 in the environment, or call "
        + "malloc_trim(0) after a peak, which gives back whole free pages of all arenas."
    }
    return "\(amount) of freed memory; call malloc_trim(0) after a peak, which gives back whole free pages, or link "
      + "an allocator that does so by itself (mimalloc, jemalloc)."
  }
}
