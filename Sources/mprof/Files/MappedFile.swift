import Glibc

/// Files as memory.
enum MappedFile {
  /// The result of `body` with the file's bytes, which are there only meanwhile.
  static func read<Result>(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw RunError.unreadable(path, errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw RunError.unreadable(path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw RunError.unreadable(path, status.isFolder ? EISDIR : EINVAL) }
    if status.st_size == 0 { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    guard let memory = mmap(nil, status.st_size, PROT_READ, MAP_SHARED, file, 0), memory != MAP_FAILED else {
      throw RunError.unreadable(path, errno)
    }
    defer { munmap(memory, status.st_size) }
    return try body(UnsafeRawBufferPointer(start: memory, count: status.st_size))
  }
}

extension stat {
  var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
}
