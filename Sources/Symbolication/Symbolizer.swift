import Snapshots

/// Answers which function, file and line a code address belongs to.
///
/// Frames are raw: what debug information says, as `llvm-symbolizer` prints it. `userLocation` is the line to show, by
/// the first of these rules that gives a line somebody wrote (a number above 0, in a file that is not
/// `<compiler-generated>`):
///
/// 1. the address's own line;
/// 2. outwards along the inline chain, the line of the call that was inlined;
/// 3. the nearest preceding row of the line table in the same function, seen from the innermost frame which that row
///    shares with the address (a row inside another inlined function counts as the line of its call), because code
///    without a line mostly finishes what the line before it began; without one, the nearest following row;
/// 4. the line where the function is declared.
///
/// `origin` tells which. Of 100,000 addresses of a debug binary the rules decided 46, 0, 14 and 1 in a hundred, in
/// code from -O 15, 23, 7 and 0; the others lie in functions that are the compiler's altogether (thunks, value
/// operations, specialized library code): they have a reason instead, and their caller has the line.
///
/// An image is opened when the first address in it is asked for, one compile unit is
/// read when the first address in it is. Debug information is searched in the file itself, by build ID under
/// `/usr/lib/debug` and by `.gnu_debuglink`, never in the network. Where the file at an image's path is gone or is another
/// build than the image, that by build ID is all there is; without it the lines are missing with a reason.
///
/// Not `Sendable`: one thread at a time. A symbolizer keeps its files mapped and its answers' parts in memory until it is
/// released; a file that is truncated in place while mapped ends the process, as it would a running program.
public final class Symbolizer {
  private let images: [LoadedImage]
  private static let mostOverlapping = 8
  // Nobody else uses it meanwhile.
  @exclusivity(unchecked) private var opened: [DebugImage?]
  /// The images' segments by address.
  private let segments: [(range: Range<UInt64>, image: Int)]

  /// Opens nothing yet.
  public init(images: [LoadedImage]) {
    self.images = images
    opened = Array(repeating: nil, count: images.count)
    segments = images.enumerated().flatMap { index, image in image.segments.map { (range: $0, image: index) } }
      .sorted { ($0.range.lowerBound, $0.image) < ($1.range.lowerBound, $1.image) }
  }

  /// Never fails: what is not known is missing with a reason.
  public func symbolize(_ address: ProgramCounter) -> SymbolizedAddress {
    var answer = SymbolizedAddress()
    symbolize(address, into: &answer)
    return answer
  }

  /// The answers for many addresses, in their order. Where each is used only once, the other form is faster.
  public func symbolize(_ addresses: [ProgramCounter]) -> [SymbolizedAddress] {
    Array(unsafeUninitializedCapacity: addresses.count) { answers, count in
      symbolize(addresses) { answers.initializeElement(at: $0, to: $1) }
      count = addresses.count
    }
  }

  /// Gives `body` the index and the answer of each address, by ascending addresses: neighbours are looked up together, and
  /// what they share is still at hand when the answer is used. For thousands several times as fast as one by one.
  public func symbolize(_ addresses: [ProgramCounter], _ body: (_ index: Int, _ answer: SymbolizedAddress) -> Void) {
    var answer = SymbolizedAddress()
    var order = addresses.enumerated().map { (address: $0.element.rawValue, value: $0.offset) }
    sortByAddress(&order)
    for (address, index) in order {
      symbolize(ProgramCounter(address), into: &answer)
      body(index, answer)
    }
  }

  /// Replaces what `answer` said; its array of frames is used again.
  private func symbolize(_ address: ProgramCounter, into answer: inout SymbolizedAddress) {
    answer.frames.removeAll(keepingCapacity: true)
    answer.userLocation = nil
    answer.origin = nil
    guard let index = imageIndex(of: address) else {
      (answer.image, answer.offset, answer.reason) = (nil, nil, .noImage)
      return
    }
    answer.reason = nil
    answer.image = images[index].path
    let offset = address.rawValue &- images[index].loadBias
    answer.offset = offset
    debugImage(index).symbolize(offset, into: &answer)
  }

  private func imageIndex(of address: ProgramCounter) -> Int? {
    let after = segments.partitioningIndex { $0.range.lowerBound > address.rawValue }
    // Where an image was closed and others were loaded in its place they overlap: the later one is meant.
    return segments[max(0, after - Self.mostOverlapping)..<after].last { $0.range.contains(address.rawValue) }?.image
  }

  private func debugImage(_ index: Int) -> DebugImage {
    if let image = opened[index] { return image }
    let image = DebugImage(images[index])
    opened[index] = image
    return image
  }
}
