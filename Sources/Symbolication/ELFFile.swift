#if os(Linux)
import CLibdw
import Glibc
import Snapshots

/// An ELF file under libdwfl, with whatever separate debug file belongs to it. Its addresses are those of the file.
final class ELFFile {
  let path: String
  let module: OpaquePointer
  private let session: OpaquePointer

  private init(path: String, session: OpaquePointer, module: OpaquePointer) {
    self.path = path
    self.session = session
    self.module = module
  }

  deinit { dwfl_end(session) }

  /// Opens the file of a loaded image and makes sure that it is the one which was loaded; where it is not, or not there
  /// any more, the debug file of the image's build ID, which is as good.
  static func open(_ image: LoadedImage, debugFolder: String) -> Result<ELFFile, MissingLine> {
    openBuild(of: image, at: image.path).flatMapError { failure in
      guard let path = debugPath(of: image, in: debugFolder) else { return .failure(failure) }
      return openBuild(of: image, at: path).mapError { _ in failure }
    }
  }

  /// Where distributions keep the debug file of a build.
  private static func debugPath(of image: LoadedImage, in folder: String) -> String? {
    let digits = image.buildID.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    guard digits.count > 1 else { return nil }
    return "\(folder)/.build-id/\(digits[0])/\(digits.dropFirst().joined()).debug"
  }

  private static func openBuild(of image: LoadedImage, at path: String) -> Result<ELFFile, MissingLine> {
    if path.isEmpty { return .failure(MissingLine(.imageWithoutFile)) }
    return openRegularFile(path).flatMap { report($0, path: path) }.flatMap { file in
      file.isBuild(of: image) ? .success(file) : .failure(MissingLine(.otherBuild(path: path)))
    }
  }

  /// A device or a pipe under the image's path must not block us.
  private static func openRegularFile(_ path: String) -> Result<CInt, MissingLine> {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    // The vDSO's "path" has no slash and names no file.
    if descriptor < 0, errno == ENOENT, !path.contains("/") { return .failure(MissingLine(.imageWithoutFile)) }
    if descriptor < 0 { return .failure(MissingLine(.unreadableFile(path: path, error: errno))) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return .success(descriptor) }
    close(descriptor)
    return .failure(MissingLine(.notAFile(path: path)))
  }

  private static func report(_ descriptor: CInt, path: String) -> Result<ELFFile, MissingLine> {
    elf_version(UInt32(EV_CURRENT))
    // A base of 0 that the file's addresses are added to: libdwfl then speaks of addresses as the file does.
    guard let session = dwfl_begin(callbacks), let module = dwfl_report_elf(session, path, path, descriptor, 0, true)
    else {
      close(descriptor)
      return .failure(MissingLine(.damaged(path: path, detail: dwflMessage())))
    }
    let file = ELFFile(path: path, session: session, module: module)
    dwfl_report_end(session, nil, nil)
    return .success(file)
  }

  private func isBuild(of image: LoadedImage) -> Bool {
    if !image.buildID.isEmpty { return buildID == image.buildID }
    return image.segments.map { pages($0, minus: image.loadBias) } == loadSegments.map { pages($0.range, minus: 0) }
  }

  private var buildID: [UInt8] {
    var bits: UnsafePointer<UInt8>?
    var address: GElf_Addr = 0
    let length = dwfl_module_build_id(module, &bits, &address)
    guard length > 0, let bits else { return [] }
    return Array(UnsafeBufferPointer(start: bits, count: Int(length)))
  }

  /// The loader's view of the file: non-empty PT_LOAD segments.
  var loadSegments: [(range: Range<UInt64>, isExecutable: Bool)] {
    var count = 0
    guard let elf, elf_getphdrnum(elf, &count) == 0 else { return [] }
    return (0..<Int32(clamping: count)).compactMap { index in
      var header = GElf_Phdr()
      guard gelf_getphdr(elf, index, &header) != nil, header.p_type == UInt32(PT_LOAD), header.p_memsz > 0 else {
        return nil
      }
      let (end, overflow) = header.p_vaddr.addingReportingOverflow(header.p_memsz)
      return overflow ? nil : (header.p_vaddr..<end, header.p_flags & UInt32(PF_X) != 0)
    }
  }

  private var elf: OpaquePointer? {
    var bias: GElf_Addr = 0
    return dwfl_module_getelf(module, &bias)
  }

  /// Whether the section header table could be read and names `.debug_info`.
  var hasDebugSections: Bool {
    var index = 0
    guard let elf, elf_getshdrstrndx(elf, &index) == 0 else { return false }
    var section = elf_nextscn(elf, nil)
    while let current = section {
      var header = GElf_Shdr()
      if gelf_getshdr(current, &header) != nil, let name = elf_strptr(elf, index, Int(header.sh_name)),
        strcmp(name, ".debug_info") == 0
      {
        return true
      }
      section = elf_nextscn(elf, current)
    }
    return false
  }
}

/// Whole pages, since whoever reports a loaded segment may have rounded it; 4096 is the smallest page in use.
private func pages(_ range: Range<UInt64>, minus bias: UInt64) -> ClosedRange<UInt64> {
  let first = (range.lowerBound &- bias) >> 12
  return first...max(first, (range.upperBound &- 1 &- bias) >> 12)
}

/// What libdwfl last complained about.
func dwflMessage() -> String { dwfl_errmsg(-1).map { String(cString: $0) } ?? "unknown error" }

/// Lives as long as the process; libdwfl only reads it.
nonisolated(unsafe) private let callbacks: UnsafePointer<Dwfl_Callbacks> = {
  let callbacks = UnsafeMutablePointer<Dwfl_Callbacks>.allocate(capacity: 1)
  callbacks.initialize(to: Dwfl_Callbacks())
  callbacks.pointee.find_debuginfo = findDebugFile
  return UnsafePointer(callbacks)
}()

/// By build ID, then by debug link. The standard search would go on to the servers in DEBUGINFOD_URLS: a profiled
/// program must not wait for a network, so where that is set only the build ID is tried.
private func findDebugFile(
  _ module: OpaquePointer?, _ userData: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  _ moduleName: UnsafePointer<CChar>?, _ base: Dwarf_Addr, _ fileName: UnsafePointer<CChar>?,
  _ debugLink: UnsafePointer<CChar>?, _ debugLinkCRC: GElf_Word,
  _ found: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  let servers = getenv("DEBUGINFOD_URLS")
  let search =
    servers.map { $0.pointee != 0 } ?? false ? dwfl_build_id_find_debuginfo : dwfl_standard_find_debuginfo
  return search(module, userData, moduleName, base, fileName, debugLink, debugLinkCRC, found)
}
#endif
