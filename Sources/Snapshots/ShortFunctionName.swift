/// Swift function names as people write them, from names as they are demangled:
///
///     function signature specialization <Arg[0] = Dead> of static App.Catalog.(load in _D8…B4)(from: Swift.String) throws -> App.Catalog
///     static App.Catalog.load(from:)
///
/// What the compiler made of a function, its types and where it is private are left out; closures keep the function they are in.
package func shortFunctionName(_ name: String) -> String {
  let parts = NameParts(name)
  return parts.isSwift ? parts.short ?? name : name
}

extension SymbolizedSnapshot {
  /// The same with short names: functions that differ in nothing else are one.
  package var withShortFunctionNames: SymbolizedSnapshot {
    var known: [String: String] = [:]
    func short(_ frame: SourceFrame) -> SourceFrame {
      let name = known[frame.function] ?? shortFunctionName(frame.function)
      known[frame.function] = name
      return SourceFrame(function: name, file: frame.file, line: frame.line)
    }
    let names = names.mapValues { found in
      AddressFrames(frames: found.frames.map(short), fallback: found.fallback.map(short), reason: found.reason)
    }
    return SymbolizedSnapshot(snapshot: snapshot, names: names)
  }
}

/// A demangled name with its brackets matched.
private struct NameParts {
  private let bytes: ArraySlice<UInt8>

  init(_ name: String) { bytes = Array(name.utf8)[...] }

  private init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// C has no brackets in names, C++ has `::` or none but types inside its brackets; Swift's have a module before them.
  var isSwift: Bool {
    guard let bracket = bytes.firstIndex(of: UInt8(ascii: "(")) ?? bytes.firstIndex(of: UInt8(ascii: "<")) else {
      return bytes.contains(UInt8(ascii: ":"))
    }
    let start = bytes[..<bracket]
    let isModuled = start.contains(UInt8(ascii: ".")) || start.contains(UInt8(ascii: "#"))
    return !contains("::") && (isModuled || contains("specialization <") || contains("(extension in "))
  }

  private func contains(_ text: String) -> Bool {
    bytes.indices.contains { bytes[$0...].starts(with: text.utf8) }
  }

  /// nil where brackets do not match, as with operators.
  var short: String? {
    var rest = bytes
    // `generic specialization <Swift.Int> of `, possibly several.
    while let angle = rest.firstIndex(of: UInt8(ascii: "<")),
      rest[..<angle].suffix(15).elementsEqual("specialization ".utf8),
      let end = closing(angle, in: rest), rest[end...].dropFirst().starts(with: " of ".utf8)
    {
      rest = rest[(end + 1)...].dropFirst(4)
    }
    if rest.starts(with: "merged ".utf8) { rest = rest.dropFirst(7) }
    guard let visible = withoutDiscriminators(rest), let segments = segments(visible[...]) else { return nil }
    return segments.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " in ")
  }

  /// `(load in _D8CC…B4)` → `load`; `(extension in Module):` goes.
  private func withoutDiscriminators(_ name: ArraySlice<UInt8>) -> [UInt8]? {
    var (result, index) = ([UInt8](), name.startIndex)
    while index < name.endIndex {
      guard name[index] == UInt8(ascii: "("), let end = closing(index, in: name) else {
        result.append(name[index])
        index += 1
        continue
      }
      let inside = name[(index + 1)..<end]
      if inside.starts(with: "extension in ".utf8), name[end...].dropFirst().first == UInt8(ascii: ":") {
        index = end + 2
      } else if let cut = inside.indices.last(where: { inside[$0...].starts(with: " in _".utf8) }),
        inside[cut...].dropFirst(5).allSatisfy({ $0.isHexDigit })
      {
        result += inside[..<cut]
        index = end + 1
      } else if inside.starts(with: "in _".utf8), inside.dropFirst(4).allSatisfy({ $0.isHexDigit }) {
        // A private type's `App.Type.(in _D8CC…B4).init`.
        if result.last == UInt8(ascii: ".") { result.removeLast() }
        index = end + 1
      } else {
        result.append(name[index])
        index += 1
      }
    }
    return result
  }

  /// The parts between ` in `, each without types.
  private func segments(_ name: ArraySlice<UInt8>) -> [[UInt8]]? {
    var (result, start, index) = ([[UInt8]](), name.startIndex, name.startIndex)
    while index < name.endIndex {
      if name[index].isOpening {
        guard let end = closing(index, in: name) else { return nil }
        index = end
      } else if name[index...].starts(with: " in ".utf8) {
        result.append(withoutTypes(name[start..<index]))
        start = index + 4
      }
      index += 1
    }
    return result + [withoutTypes(name[start...])]
  }

  /// `static App.Catalog.load(from:)`, `closure #1`, `App.Catalog.count.getter`.
  private func withoutTypes(_ name: ArraySlice<UInt8>) -> [UInt8] {
    var (result, index) = ([UInt8](), name.startIndex)
    while index < name.endIndex {
      if name[index...].starts(with: " : ".utf8) || name[index...].starts(with: " -> ".utf8) { break }
      if name[index] == UInt8(ascii: "<"), let end = closing(index, in: name) {
        // A function's own type parameters stand before its parameters.
        if end + 1 == name.endIndex || name[end + 1] != UInt8(ascii: "(") { result += name[index...end] }
        index = end + 1
      } else if name[index] == UInt8(ascii: "("), let end = closing(index, in: name) {
        // A closure has its parameters after a space.
        if result.last == UInt8(ascii: " ") { return result.dropLast() }
        return result + labels(name[(index + 1)..<end])
      } else {
        result.append(name[index])
        index += 1
      }
    }
    return result
  }

  /// `from: Swift.String, Swift.Int` → `(from:_:)`.
  private func labels(_ parameters: ArraySlice<UInt8>) -> [UInt8] {
    var (labels, start, index) = ([UInt8](), parameters.startIndex, parameters.startIndex)
    func label(_ parameter: ArraySlice<UInt8>) -> [UInt8] {
      let word = parameter.drop { $0 == UInt8(ascii: " ") }.prefix { $0.isIdentifier }
      let isLabel = parameter[word.endIndex...].starts(with: ": ".utf8)
      return (isLabel ? Array(word) : [UInt8(ascii: "_")]) + [UInt8(ascii: ":")]
    }
    while index < parameters.endIndex {
      if parameters[index].isOpening, let end = closing(index, in: parameters) { index = end }
      if parameters[index] == UInt8(ascii: ",") {
        labels += label(parameters[start..<index])
        start = index + 1
      }
      index += 1
    }
    return [UInt8(ascii: "(")] + labels + (parameters.isEmpty ? [] : label(parameters[start...])) + [UInt8(ascii: ")")]
  }

  /// Where the bracket is closed, by one of its own kind: the compiler's notes hold others without partners. The `>` of an
  /// arrow closes nothing.
  private func closing(_ opening: Int, in name: ArraySlice<UInt8>) -> Int? {
    guard let bracket = UInt8.closing[name[opening]] else { return nil }
    var depth = 0
    for index in name[opening...].indices {
      if name[index] == name[opening] { depth += 1 }
      if name[index] == bracket && !(bracket == UInt8(ascii: ">") && name[index - 1] == UInt8(ascii: "-")) {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }
}

extension UInt8 {
  fileprivate static let closing: [UInt8: UInt8] = [
    UInt8(ascii: "("): UInt8(ascii: ")"), UInt8(ascii: "<"): UInt8(ascii: ">"), UInt8(ascii: "["): UInt8(ascii: "]"),
  ]
  fileprivate var isOpening: Bool { "(<[".utf8.contains(self) }
  fileprivate var isHexDigit: Bool { "0123456789ABCDEFabcdef".utf8.contains(self) }
  fileprivate var isIdentifier: Bool {
    self >= 0x80 || self == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }
}
