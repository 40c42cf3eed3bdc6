/// What is known about the first words of blocks: a hash table from word to answer.
struct WordTable {
  struct Answer {
    /// An index into the names, or what else is to be done.
    var type: Int32
    /// A smaller block does not hold this type.
    var leastBytes: UInt32
    /// Whether the second word holds reference counts.
    var isCounted = false
  }

  private struct Entry {
    /// 0 in an empty entry: no type has this word.
    var word: UInt = 0
    var answer = Answer(type: 0, leastBytes: 0)
  }

  /// A power of two, at most half full.
  private var entries = [Entry](repeating: Entry(), count: 1024)
  private var count = 0

  @inline(__always)
  subscript(_ word: UInt) -> Answer? {
    let entry = entries[place(of: word)]
    return entry.word == word ? entry.answer : nil
  }

  mutating func insert(_ word: UInt, _ answer: Answer) {
    if count * 2 >= entries.count { grow() }
    let place = place(of: word)
    if entries[place].word == 0 { count += 1 }
    entries[place] = Entry(word: word, answer: answer)
  }

  /// All words that have a type.
  var known: [(word: UInt, answer: Answer)] {
    entries.filter { $0.word != 0 && $0.answer.type != -1 }.map { ($0.word, $0.answer) }
  }

  /// Where the word stands or would stand.
  @inline(__always)
  private func place(of word: UInt) -> Int {
    let mask = entries.count - 1
    var place = Int(truncatingIfNeeded: (UInt64(word) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while entries[place].word != word, entries[place].word != 0 { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    let old = entries
    entries = [Entry](repeating: Entry(), count: old.count * 2)
    for entry in old where entry.word != 0 { entries[place(of: entry.word)] = entry }
  }
}
