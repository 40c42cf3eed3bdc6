#if os(Linux)
import Glibc

/// The segments of an ELF file as they would be loaded, at the file's own addresses; nil when there are none to read.
func loadSegments(ofFile path: String) -> [Range<UInt64>]? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var header = Elf64_Ehdr()
  guard fread(&header, MemoryLayout<Elf64_Ehdr>.size, 1, file) == 1, header.e_ident.4 == UInt8(ELFCLASS64),
    header.e_phentsize == MemoryLayout<Elf64_Phdr>.size, fseek(file, Int(header.e_phoff), SEEK_SET) == 0
  else { return nil }
  var segments: [Range<UInt64>] = []
  for _ in 0..<header.e_phnum {
    var segment = Elf64_Phdr()
    guard fread(&segment, MemoryLayout<Elf64_Phdr>.size, 1, file) == 1 else { return nil }
    if segment.p_type == UInt32(PT_LOAD), segment.p_memsz > 0 {
      segments.append(segment.p_vaddr..<segment.p_vaddr + segment.p_memsz)
    }
  }
  return segments.isEmpty ? nil : segments
}
#endif
