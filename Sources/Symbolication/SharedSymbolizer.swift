/// The one symbolizer that snapshots share, so that asking again does not read again.
import Snapshots

#if os(Linux)
import Synchronization

enum SharedSymbolizer {
  private static let shared = Mutex(SnapshotSymbolizer(images: []))

  static func names(
    of addresses: Set<CodeAddress>, images: [LoadedImage], _ progress: ProgressLine
  ) -> [CodeAddress: AddressFrames] {
    // Called on this thread only, while it holds the lock, which the compiler cannot know.
    nonisolated(unsafe) let progress = progress
    let show: @Sendable (Int, Int) -> Void = { progress.show("Symbolizing", $0, of: $1, "addresses") }
    return shared.withLock { symbolizer in
      if symbolizer.images != images { symbolizer = SnapshotSymbolizer(images: images) }
      return symbolizer.names(of: addresses, show)
    }
  }
}
#else

enum SharedSymbolizer {
  static func names(
    of addresses: Set<CodeAddress>, images: [LoadedImage], _ progress: ProgressLine
  ) -> [CodeAddress: AddressFrames] {
    SnapshotSymbolizer(images: images).names(of: addresses) {
      progress.show("Symbolizing", $0, of: $1, "addresses")
    }
  }
}
#endif

/// glibc's functions outside `main` and outside a thread's own function: with glibc's debug information installed they
/// would be in every traceback, and say nothing.
private let startFunctions: Set<String> = [
  "__libc_start_main", "__libc_start_main_impl", "__libc_start_call_main", "start_thread", "__clone3", "clone3",
  "__clone", "clone",
]

/// Answers for the addresses of snapshots of the same images, all of which it remembers.
final class SnapshotSymbolizer {
  let images: [LoadedImage]
  private let symbolizer: Symbolizer
  private var known: [CodeAddress: AddressFrames] = [:]
  /// Linkage name → function: demangling takes longer than all else.
  private var functions: [String: String] = [:]

  init(images: [LoadedImage]) {
    self.images = images
    symbolizer = Symbolizer(images: images)
  }

  /// Few enough for progress to be seen, many enough to be looked up as neighbours.
  private static let batch = 512

  func names(of addresses: Set<CodeAddress>, _ show: (_ done: Int, _ total: Int) -> Void) -> [CodeAddress:
    AddressFrames]
  {
    let new = addresses.filter { known[$0] == nil }
      .sorted { $0.programCounter.rawValue < $1.programCounter.rawValue }
    for start in stride(from: 0, to: new.count, by: Self.batch) {
      show(start, new.count)
      let batch = new[start..<min(new.count, start + Self.batch)]
      symbolizer.symbolize(batch.map(\.programCounter)) { known[batch[start + $0]] = names(of: $1) }
    }
    if known.count == addresses.count { return known }
    return Dictionary(uniqueKeysWithValues: addresses.lazy.map { ($0, self.known[$0] ?? AddressFrames(frames: [])) })
  }

  private func names(of answer: SymbolizedAddress) -> AddressFrames {
    guard let line = answer.userLocation else {
      return AddressFrames(frames: [], fallback: fallback(of: answer), reason: answer.reason?.description)
    }
    let owner = ownerOfUserLocation(answer)
    let frames = answer.frames.dropFirst(owner + 1).compactMap { frame -> SourceFrame? in
      guard let location = frame.location, location.isWritten else { return nil }
      return SourceFrame(function: function(of: frame), file: location.file, line: location.line)
    }
    let name = answer.frames.indices.contains(owner) ? function(of: answer.frames[owner]) : SourceFrame.unknown.function
    let all = [SourceFrame(function: name, file: line.file, line: line.line)] + frames
    return AddressFrames(
      frames: all.filter { !isAllocatingInitializer($0.function) && !isOutsideMain($0.function, answer.image) })
  }

  /// Whether it is what in libc calls `main` or a thread's function.
  private func isOutsideMain(_ function: String, _ image: String?) -> Bool {
    startFunctions.contains(function) && image?.split(separator: "/").last?.hasPrefix("libc.so") == true
  }

  /// Where the compiler allocates an object before `init` runs: its line is that of the class or the initializer, and
  /// whoever asks where objects come from means who made them.
  private func isAllocatingInitializer(_ function: String) -> Bool { function.contains(".__allocating_init(") }

  /// Without a frame that has the line itself it is that of the function whose code this is.
  private func ownerOfUserLocation(_ answer: SymbolizedAddress) -> Int {
    switch answer.origin {
    case .lineRow, .inlinedCall, nil:
      answer.frames.firstIndex { $0.location?.isWritten ?? false } ?? answer.frames.count - 1
    case .neighbouringRow, .declaration: answer.frames.count - 1
    }
  }

  private func fallback(of answer: SymbolizedAddress) -> SourceFrame? {
    guard let frame = answer.frames.first(where: { !$0.isUnknown }) else { return nil }
    let file = answer.image?.split(separator: "/").last.map(String.init) ?? SourceFrame.unknown.file
    return SourceFrame(function: function(of: frame), file: file, line: 0)
  }

  private func function(of frame: SymbolizedFrame) -> String {
    guard let name = frame.linkageName else { return frame.function }
    if let known = functions[name] { return known }
    functions[name] = frame.function
    return functions[name]!
  }
}
