#if os(Linux)
  import CLibdw

  /// One compile unit, read when the first address in it is asked for.
  final class DebugUnit {
    private let die: Dwarf_Die
    private let code: CodeRanges
    private let names: FunctionNames
    private let fileNames: SourceFileNames
    private lazy var details: [ScopeDetail?] = Array(repeating: nil, count: scopes.scopes.count)
    private(set) lazy var scopes = ScopeTree(unit: die, code: code)
    private(set) lazy var rows = LineRows(unit: die)
    private lazy var files = FileTable(unit: die)

    /// What a scope's entry says, read when it is first shown.
    struct ScopeDetail {
      var name: FunctionName
      /// Where the scope was inlined; nil for a function with code of its own.
      var call: SourceLocation?
    }

    init(_ die: Dwarf_Die, code: CodeRanges, names: FunctionNames, files: SourceFileNames) {
      self.die = die
      self.code = code
      self.names = names
      fileNames = files
    }

    func symbolize(_ address: UInt64, path: String) -> Result<SymbolizedAddress, MissingLine> {
      guard scopes.isComplete else {
        return .failure(MissingLine(.damaged(path: path, detail: "a compile unit cannot be read")))
      }
      let chain = scopes.chain(at: address)
      let row = rows.index(of: address)
      let location = row.flatMap { rows.location($0, files: fileNames) }
      if chain.isEmpty && location == nil { return .failure(MissingLine(.noUnit(path: path))) }
      var answer = SymbolizedAddress(frames: frames(chain, innermost: location))
      if let (location, origin) = UserLine(unit: self).find(address, chain: chain, row: row, location: location) {
        answer.userLocation = location
        answer.origin = origin
      } else {
        answer.reason = .compilerGenerated(path: path)
      }
      return .success(answer)
    }

    private func frames(_ chain: [Int32], innermost: SourceLocation?) -> [SymbolizedFrame] {
      var location = innermost
      return chain.map { scope in
        let detail = detail(of: scope)
        let frame = SymbolizedFrame(
          function: detail.name.shown, linkageName: detail.name.linkage, location: location,
          isInlined: scopes.scopes[Int(scope)].parent >= 0)
        location = detail.call
        return frame
      }
    }

    func location(ofRow row: Int) -> SourceLocation? { rows.location(row, files: fileNames) }

    func detail(of scope: Int32) -> ScopeDetail {
      if let known = details[Int(scope)] { return known }
      let detail = readDetail(of: scope)
      details[Int(scope)] = detail
      return detail
    }

    private func readDetail(of scope: Int32) -> ScopeDetail {
      guard var entry = entry(of: scope) else { return ScopeDetail(name: .unknown) }
      let isInlined = scopes.scopes[Int(scope)].parent >= 0
      return ScopeDetail(
        name: functionName(&entry),
        call: isInlined ? location(&entry, DW_AT_call_file, DW_AT_call_line, DW_AT_call_column) : nil)
    }

    private func entry(of scope: Int32) -> Dwarf_Die? {
      var entry = Dwarf_Die()
      return dwarf_offdie(dwarf_cu_getdwarf(die.cu), scopes.scopes[Int(scope)].offset, &entry) == nil ? nil : entry
    }

    private func functionName(_ entry: inout Dwarf_Die) -> FunctionName {
      for (attribute, isLinkageName) in [
        (DW_AT_linkage_name, true), (DW_AT_MIPS_linkage_name, true), (DW_AT_name, false),
      ] {
        var value = Dwarf_Attribute()
        if dwarf_attr_integrate(&entry, UInt32(attribute), &value) != nil, let name = dwarf_formstring(&value) {
          return names.name(name, isLinkageName: isLinkageName)
        }
      }
      return .unknown
    }

    /// Where the function of a scope is declared.
    func declaration(of scope: Int32) -> SourceLocation? {
      guard var entry = entry(of: scope) else { return nil }
      return location(&entry, DW_AT_decl_file, DW_AT_decl_line, DW_AT_decl_column)
    }

    private func location<Code: BinaryInteger>(
      _ entry: inout Dwarf_Die, _ file: Code, _ line: Code, _ column: Code
    ) -> SourceLocation? {
      guard let file = number(&entry, file), let name = files.name(Int(clamping: file)) else { return nil }
      return SourceLocation(
        file: fileNames.name(name), line: Int(clamping: number(&entry, line) ?? 0),
        column: Int(clamping: number(&entry, column) ?? 0))
    }

    private func number<Code: BinaryInteger>(_ entry: inout Dwarf_Die, _ attribute: Code) -> UInt64? {
      var value = Dwarf_Attribute()
      var number: Dwarf_Word = 0
      guard dwarf_attr_integrate(&entry, UInt32(attribute), &value) != nil, dwarf_formudata(&value, &number) == 0
      else { return nil }
      return number
    }
  }

  /// The numbered file names of one unit.
  private struct FileTable {
    private let files: OpaquePointer?

    init(unit: Dwarf_Die) {
      var unit = unit
      var files: OpaquePointer?
      var count = 0
      self.files = dwarf_getsrcfiles(&unit, &files, &count) == 0 ? files : nil
    }

    func name(_ index: Int) -> UnsafePointer<CChar>? { files.flatMap { dwarf_filesrc($0, index, nil, nil) } }
  }
#endif
