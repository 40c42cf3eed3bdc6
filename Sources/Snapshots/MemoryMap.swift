/// The maps of a process as /proc/PID/smaps lists them. Pure: text in, models out.

package struct MemoryMap: Equatable {
  package enum Kind: Equatable {
    /// Where `brk` grows: the main arena of malloc.
    case heap
    /// The main thread's stack.
    case mainStack
    case file
    case anonymous
  }

  package var range: Range<UInt>
  /// `rw-p`.
  package var permissions: String
  /// 0 for anonymous memory.
  package var inode: UInt
  /// A path, or the kernel's name in brackets; empty for most anonymous maps.
  package var name: String
  /// Bytes.
  package var resident = 0

  package init(range: Range<UInt>, permissions: String, inode: UInt, name: String, resident: Int = 0) {
    self.range = range
    self.permissions = permissions
    self.inode = inode
    self.name = name
    self.resident = resident
  }

  package var kind: Kind {
    switch name {
    case "[heap]": return .heap
    case "[stack]": return .mainStack
    case "/dev/zero (deleted)": return .anonymous  // shared, but of no file
    // Code and data that the kernel maps into each process as if they were a library's.
    case "[vdso]", "[vvar]", "[vvar_vclock]", "[vsyscall]": return .file
    default: return inode != 0 || name.hasPrefix("/") ? .file : .anonymous
    }
  }

  /// Where malloc and threads have their memory.
  package var isPrivateAnonymous: Bool {
    kind == .anonymous && permissions.hasPrefix("rw") && permissions.hasSuffix("p")
  }
}

/// Reads smaps, or maps, in pieces of any length.
package struct SmapsParser {
  package private(set) var maps: [MemoryMap] = []
  /// Of a line that the last piece cut.
  private var rest: [UInt8] = []
  /// A header that could not be read leaves its figures without a map.
  private var isInMap = false

  package init() {}

  package mutating func add(_ piece: some Collection<UInt8>) {
    var lines = piece[...]
    while let end = lines.firstIndex(of: UInt8(ascii: "\n")) {
      if rest.isEmpty {
        addLine(lines[..<end])
      } else {
        rest += lines[..<end]
        addLine(rest[...])
        rest.removeAll(keepingCapacity: true)
      }
      lines = lines[lines.index(after: end)...]
    }
    rest += lines
  }

  private mutating func addLine(_ line: some Collection<UInt8>) {
    guard let first = line.first else { return }
    if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) {
      if isInMap, line.starts(with: "Rss:".utf8), let size = kibibytes(in: line) {
        maps[maps.count - 1].resident = size << 10
      }
    } else {
      let map = MemoryMap(header: String(decoding: line, as: UTF8.self))
      isInMap = map != nil
      if let map { maps.append(map) }
    }
  }
}

extension MemoryMap {
  /// `7f59104fe000-7f5910cfe000 rw-p 00000000 00:00 0    name`, nil for anything else.
  fileprivate init?(header: String) {
    let fields = header.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
    guard fields.count >= 5, let dash = fields[0].firstIndex(of: "-"),
      let start = UInt(fields[0][..<dash], radix: 16),
      let end = UInt(fields[0][fields[0].index(after: dash)...], radix: 16),
      start < end, fields[1].utf8.count == 4, let inode = UInt(fields[4])
    else { return nil }
    let name = fields.count > 5 ? fields[5].drop { $0 == " " } : ""
    self.init(range: start..<end, permissions: String(fields[1]), inode: inode, name: String(name))
  }
}

/// The number in a line such as `Rss:      12 kB`.
package func kibibytes(in line: some Collection<UInt8>) -> Int? {
  let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  let digits = line.drop { !isDigit($0) }.prefix(while: isDigit)
  return Int(String(decoding: digits, as: UTF8.self))
}
