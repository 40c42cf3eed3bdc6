// The loop over blocks: reads their beginnings in bulk, looks their first words up, and finds out about new words.
#if os(Linux)
struct BlockClassifier {
  /// What is read of each block: the words that tell an error box's or a CoreFoundation object's type are among them.
  private static let headBytes = 32
  private static let blocksAtOnce = 16384

  private let reader: MemoryReader
  private var firstWord: FirstWord
  private var answers = WordTable()
  private var detailAnswers = WordTable()
  private var coreFoundationAnswers: [UInt: Int32] = [:]
  private var recent = (word: UInt(0), answer: WordTable.Answer(type: FirstWord.unknown, leastBytes: 0))
  private var smallBlocks = SmallBlocks()
  /// Blocks whose first word leads into the heap, where metadata may be, too. Only within one call.
  private var undecided: [UndecidedBlock] = []

  init(images: ImageRanges, reader: MemoryReader) {
    self.reader = reader
    firstWord = FirstWord(images: images)
    if let (word, answer) = firstWord.slabAnswer() { answers.insert(word, answer) }
  }

  var names: [String] { firstWord.names.all }

  var knownFirstWords: [(word: UInt, type: Int32)] {
    answers.known.map { ($0.word, max($0.answer.type, FirstWord.unknown)) }
  }

  mutating func classify(_ blocks: UnsafeBufferPointer<BlockExtent>, into types: UnsafeMutableBufferPointer<Int32>) {
    smallBlocks.add(blocks)
    var reads = GatheredReads(reader: reader)
    // Not on the stack, as a temporary allocation of known size is: the caller's may be small.
    let offsets = UnsafeMutableBufferPointer<Int32>.allocate(capacity: Self.blocksAtOnce)
    defer { offsets.deallocate() }
    var start = 0
    while start < blocks.count {
      let end = plan(&reads, blocks, from: start, offsets)
      let memory = reads.load()
      for index in start..<end {
        types[index] = type(of: blocks[index], at: index, memory, offset: offsets[index - start])
      }
      start = end
    }
    decide(blocks, into: types, &reads)
    undecided = []
    for index in blocks.indices where blocks[index].bytes == MetadataPage.bytes && types[index] == FirstWord.unknown {
      types[index] = firstWord.pageType(blocks[index])
    }
  }

  /// Plans reads of as many blocks as there is room for, at least one; the answer is the first that is left.
  private func plan(
    _ reads: inout GatheredReads, _ blocks: UnsafeBufferPointer<BlockExtent>, from start: Int,
    _ offsets: UnsafeMutableBufferPointer<Int32>
  ) -> Int {
    let end = min(start + Self.blocksAtOnce, blocks.count)
    for index in start..<end {
      let block = blocks[index]
      guard block.bytes >= 8, block.address >= 4096, block.address < 1 << 48 else {
        offsets[index - start] = -1
        continue
      }
      guard let offset = reads.append(block.address, count: min(block.bytes, Self.headBytes)) else { return index }
      offsets[index - start] = Int32(truncatingIfNeeded: offset)
    }
    return end
  }

  @inline(__always)
  private mutating func type(
    of block: BlockExtent, at index: Int, _ memory: UnsafeRawPointer, offset: Int32
  ) -> Int32 {
    guard offset >= 0 else { return FirstWord.unknown }
    let head = memory + Int(offset)
    let word = head.loadUnaligned(as: UInt.self)
    guard TypeMetadata.isPlausible(word) else { return FirstWord.unknown }
    if word != recent.word {
      guard let answer = answers[word] ?? newAnswer(word) else {
        if !smallBlocks.contain(word) || block.bytes == SideTable.bytes && SideTable.isPlausible(head) {
          undecided.append(
            UndecidedBlock(word: word, index: index, mayBeCounted: block.bytes >= 16 && Self.mayBeCounts(head)))
        }
        return FirstWord.unknown
      }
      recent = (word, answer)
    }
    return type(recent.answer, of: block, head)
  }

  /// The type that the answer means for a block with this beginning.
  @inline(__always)
  private mutating func type(_ answer: WordTable.Answer, of block: BlockExtent, _ head: UnsafeRawPointer) -> Int32 {
    guard block.bytes >= Int(answer.leastBytes), !answer.isCounted || Self.mayBeCounts(head) else {
      return FirstWord.unknown
    }
    return answer.type >= FirstWord.unknown ? answer.type : detail(answer.type, head)
  }

  /// Counts of Swift's objects have the lowest bit set, or, when they are elsewhere or do not count, the highest. So a buffer of
  /// pointers to metadata is no object.
  @inline(__always)
  private static func mayBeCounts(_ head: UnsafeRawPointer) -> Bool {
    let counts = head.loadUnaligned(fromByteOffset: 8, as: UInt.self)
    return counts & 1 != 0 || counts >> 63 != 0
  }

  /// Of a word that leads into an image; nil for any other.
  private mutating func newAnswer(_ word: UInt) -> WordTable.Answer? {
    guard firstWord.images.contains(word) else { return nil }
    let answer = firstWord.answer(for: word)
    answers.insert(word, answer)
    return answer
  }

  private mutating func detail(_ kind: Int32, _ head: UnsafeRawPointer) -> Int32 {
    let word = head.loadUnaligned(fromByteOffset: 16, as: UInt.self)
    return kind == FirstWord.errorBox ? errorType(word) : coreFoundationType(word)
  }

  private mutating func errorType(_ word: UInt) -> Int32 {
    if let known = detailAnswers[word] { return known.type }
    guard let name = firstWord.name(ofType: word) else { return firstWord.index(of: "Error box") }
    let type = firstWord.index(of: "Error box <\(name)>")
    detailAnswers.insert(word, .init(type: type, leastBytes: 0))
    return type
  }

  private mutating func coreFoundationType(_ word: UInt) -> Int32 {
    let identifier = CoreFoundationTypes.identifier(word)
    if let known = coreFoundationAnswers[identifier] { return known }
    let type = firstWord.index(of: CoreFoundationTypes.name(identifier) ?? CoreFoundationTypes.commonName)
    coreFoundationAnswers[identifier] = type
    return type
  }
}

private struct UndecidedBlock {
  var word: UInt
  var index: Int
  /// Whether the block's second word may be reference counts.
  var mayBeCounted: Bool
}

extension BlockClassifier {
  /// What must be read where a first word leads: enough to see whether it may be metadata.
  private static let targetBytes = 48

  /// Reads where the first words of the undecided blocks lead, ascending.
  private mutating func decide(
    _ blocks: UnsafeBufferPointer<BlockExtent>, into types: UnsafeMutableBufferPointer<Int32>,
    _ reads: inout GatheredReads
  ) {
    undecided.sort { $0.word < $1.word }
    var start = 0
    while start < undecided.count {
      var offsets: [Int] = []
      while start + offsets.count < undecided.count,
        let offset = reads.append(undecided[start + offsets.count].word, count: Self.targetBytes)
      { offsets.append(offset) }
      let memory = reads.load()
      for (undecided, offset) in zip(undecided[start...], offsets) {
        types[undecided.index] = decide(undecided, blocks[undecided.index], memory + offset)
      }
      start += offsets.count
    }
  }

  private mutating func decide(
    _ undecided: UndecidedBlock, _ block: BlockExtent, _ target: UnsafeRawPointer
  ) -> Int32 {
    let word = undecided.word
    if block.bytes == SideTable.bytes, SideTable.isTable(block.address, ofObject: target) {
      return firstWord.index(of: "weak side table")
    }
    if undecided.mayBeCounted, answers[word] == nil, firstWord.mayBeMetadata(target) {
      let answer = firstWord.answer(for: word)
      if answer.type != FirstWord.unknown { answers.insert(word, answer) }
    }
    guard let answer = answers[word], block.bytes >= Int(answer.leastBytes),
      !answer.isCounted || undecided.mayBeCounted
    else { return FirstWord.unknown }
    return max(answer.type, FirstWord.unknown)
  }
}
#endif
