// From "this block refers to that one" to "by this property": the block is read again, as it is now.
#if os(Linux)
import Glibc
import Reports
import Snapshots

/// The place in one block that leads to another.
struct ReferencePlace {
  var offset: Int
  /// nil where the type says nothing about the place.
  var property: Property?
}

extension HeapStorage {
  /// Larger blocks are buffers whose elements nobody wants to see counted.
  private static let mostBytesRead = 64 << 20

  /// The best place by which `source` refers to `target`: a strong reference with a name before others. nil when the block changed, or was
  /// freed, since.
  func place(from source: UInt32, to target: UInt32) -> ReferencePlace? {
    let contents = contents(source)
    var best: (rank: Int, place: ReferencePlace)?
    for (index, word) in contents.words.enumerated() where refers(word, to: target) {
      let property = properties.withLock { $0.property(at: index * 8, in: contents) }
      let rank = property == nil ? 2 : property?.ownership == .strong ? 0 : 1
      if rank < best?.rank ?? 3 { best = (rank, ReferencePlace(offset: index * 8, property: property)) }
      if rank == 0 { break }
    }
    return best?.place
  }

  /// The words of the block, those behind its requested bytes that malloc gave with it included.
  func contents(_ block: UInt32) -> BlockContents {
    let address = address(block)
    return BlockContents(
      address: address, words: ProcessMemory.words(at: address, count: min(usableBytes(block), Self.mostBytesRead) / 8))
  }

  /// Of glibc's blocks: as long as what is left of the chunk, whose size stands before it.
  private func usableBytes(_ block: UInt32) -> Int {
    let chunk = Int(truncatingIfNeeded: ProcessMemory.word(at: address(block) - 8))
    let usable = chunk & ~7 - (chunk & 2 != 0 ? 16 : 8)
    return usable >= bytes(block) && usable < bytes(block) + 8192 ? usable : (bytes(block) + 7) & ~7
  }

  /// As the scan has it.
  private func refers(_ word: UInt, to target: UInt32) -> Bool {
    let start = address(target)
    let length = UInt(max(bytes(target), 24))
    let candidate = word.referencedAddress
    if candidate >= start, candidate - start < length { return true }
    return word >> 62 == 3 && word << 3 == start
  }

  /// The block as one step of a path, of which `place` leads on, and `arrival` led to it.
  func step(_ block: UInt32, _ place: ReferencePlace?, arrival: Property?) -> HeapStep {
    HeapStep(
      type: stepName(block, arrival), property: place?.property?.name,
      ownership: place?.property?.ownership ?? .strong, bytes: bytes(block))
  }

  /// "closure at Family.swift:12" where the line is known. The same kind of context holds what an indirect case or an existential is too
  /// small for: then no function stands beside the reference.
  private func stepName(_ block: UInt32, _ arrival: Property?) -> String {
    let name = type(block) >= 0 ? typeNames[type(block)] : "\(bytes(block)) B block"
    guard name.hasPrefix("closure context"), let frame = closureLine(block, code: arrival?.functionPointer) else {
      return name
    }
    let kind = arrival == nil || arrival?.functionPointer != nil ? "closure" : "box"
    return "\(kind) at \(frame.file.split(separator: "/").last ?? ""):\(frame.line)"
  }

  private func closureLine(_ block: UInt32, code: UInt?) -> SourceFrame? {
    let site = source.names.site(address(block))
    if let maker = site.flatMap(source.names.traceback)?.frames.first(where: { $0.line > 0 }) { return maker }
    return code.flatMap(source.names.code).flatMap { $0.line > 0 ? $0 : nil }
  }

  /// The steps of a way through these blocks; with `closes`, the last leads back to the first.
  func steps(_ blocks: [UInt32], closes: Bool) -> [HeapStep] {
    let next = closes ? Array(blocks.dropFirst()) + blocks.prefix(1) : Array(blocks.dropFirst())
    let places = zip(blocks, next).map { place(from: $0, to: $1) }
    return blocks.indices.map { index in
      let before = index > 0 ? places[index - 1] : closes ? places.last.flatMap { $0 } : nil
      return step(blocks[index], index < places.count ? places[index] : nil, arrival: before?.property)
    }
  }
}
#endif
