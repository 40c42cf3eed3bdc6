/// What the recorded processes have live at this moment, asked again and again of a recording that grows: only what was added
/// since the last time is looked at.
public struct LiveBytesReader {
  private var chunk: UInt64?
  /// Entries of `chunk` that were looked at.
  private var looked: UInt64 = 0
  /// Entries that a writer had taken and not filled in yet.
  private var unwritten: [UInt64] = []
  private var processes: [UInt32: Process] = [:]

  private struct Process {
    var own: UInt64?
    var period: (index: UInt32, offset: UInt64)?
  }

  /// Knows nothing yet.
  public init() {}

  /// The kernel's number → live bytes, of the processes that have not ended. Above what is live by what threads have yet to
  /// subtract, and below by what they have yet to add: 16 KiB each.
  /// - Parameter bytes: the whole recording as it is now.
  public mutating func read(_ bytes: UnsafeRawBufferPointer) -> [Int: Int] {
    let file = RecordingBytes(bytes: bytes)
    lookAtNewTables(file)
    var live: [Int: Int] = [:]
    // A program that was executed in place of another has its number, and comes later.
    for number in processes.keys.sorted() {
      guard let process = processes[number], let own = process.own, let period = process.period,
        let id = file.load(own, as: UInt32.self), let end = file.load(own + 16, as: Int64.self)
      else { continue }
      live[Int(id)] = end > 0 ? nil : max(0, file.load(period.offset, as: Int.self) ?? 0)
    }
    return live
  }

  private mutating func lookAtNewTables(_ file: RecordingBytes) {
    if chunk == nil { chunk = file.load(24, as: UInt64.self) }
    let waiting = unwritten
    unwritten = waiting.filter { !look(file, $0) }
    // As long as there is a next one; a damaged chain ends where it leads back.
    while let at = chunk, let taken = file.load(at &+ 8, as: UInt32.self),
      let capacity = file.load(at &+ 12, as: UInt32.self)
    {
      while looked < UInt64(min(taken, capacity)) {
        let entry = at &+ 16 &+ 32 &* looked
        guard file.holds(entry, 32) else { return }
        if !look(file, entry) { unwritten.append(entry) }
        looked += 1
      }
      guard let next = file.load(at, as: UInt64.self), next > at, looked == UInt64(capacity) else { return }
      (chunk, looked) = (next, 0)
    }
  }

  /// False when there is nothing to see yet.
  private mutating func look(_ file: RecordingBytes, _ entry: UInt64) -> Bool {
    guard let table = file.table(at: entry) else { return false }
    if table.kind == .process { processes[table.process, default: Process()].own = table.offset }
    if table.kind == .period, table.index >= processes[table.process]?.period?.index ?? 0 {
      processes[table.process, default: Process()].period = (table.index, table.offset)
    }
    return true
  }
}
