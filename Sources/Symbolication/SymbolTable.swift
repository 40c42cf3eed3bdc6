#if os(Linux)
import CLibdw

/// The symbols of one file by address: of `.symtab`, where that is missing of `.dynsym`.
struct SymbolTable {
  private struct Symbol {
    var size: UInt64
    var name: UnsafePointer<CChar>
  }

  /// Ascending, one an address: the largest, of equally large ones the last.
  private var symbols: [(address: UInt64, value: Symbol)] = []

  init(_ file: ELFFile) {
    var code = CodeSections()
    for index in 0..<max(0, dwfl_module_getsymtab(file.module)) {
      if let symbol = Self.codeSymbol(index, in: file, code: &code) { symbols.append(symbol) }
    }
    sortByAddress(&symbols)
    merge()
  }

  private static func codeSymbol(
    _ index: CInt, in file: ELFFile, code: inout CodeSections
  ) -> (address: UInt64, value: Symbol)? {
    var symbol = GElf_Sym()
    var address: GElf_Addr = 0
    var section: GElf_Word = 0
    var elf: OpaquePointer?
    guard
      let name = dwfl_module_getsym_info(file.module, index, &symbol, &address, &section, &elf, nil),
      name.pointee != 0, [STT_FUNC, STT_GNU_IFUNC, STT_NOTYPE].contains(CInt(symbol.st_info & 0xf)),
      code.contains(section, of: elf)
    else { return nil }
    return (address, Symbol(size: symbol.st_size, name: name))
  }

  private mutating func merge() {
    var kept = 0
    for symbol in symbols {
      if kept > 0, symbols[kept - 1].address == symbol.address {
        if symbols[kept - 1].value.size > symbol.value.size { continue }
        kept -= 1
      }
      symbols[kept] = symbol
      kept += 1
    }
    symbols.removeLast(symbols.count - kept)
  }

  /// Which sections hold code; a file's symbols come section by section, so the last answer is kept.
  private struct CodeSections {
    private var last: (elf: OpaquePointer, section: GElf_Word, isCode: Bool)?

    mutating func contains(_ section: GElf_Word, of elf: OpaquePointer?) -> Bool {
      guard let elf, section != UInt32(SHN_UNDEF), section < UInt32(SHN_LORESERVE) else { return false }
      if let last, last.elf == elf, last.section == section { return last.isCode }
      var header = GElf_Shdr()
      let isCode =
        gelf_getshdr(elf_getscn(elf, Int(section)), &header) != nil && header.sh_flags & UInt64(SHF_EXECINSTR) != 0
      last = (elf, section, isCode)
      return isCode
    }
  }

  /// The name of the symbol that covers `address`; one without a size covers everything up to the next.
  func symbol(at address: UInt64) -> UnsafePointer<CChar>? {
    let after = symbols.partitioningIndex { $0.address > address }
    guard after > 0 else { return nil }
    let (start, symbol) = symbols[after - 1]
    return symbol.size == 0 || address - start < symbol.size ? symbol.name : nil
  }
}
#endif
