import Snapshots

/// A drawing by Graphviz: `dot -Tsvg`.

extension HeapNeighbourhood {
  /// A directed graph in Graphviz's language, left to right. The object that was asked for has a bold frame, roots are ellipses,
  /// weak references are dashed, unowned and unmanaged ones dotted. More than three objects of one type that have but one
  /// reference, all to or from the same object, are drawn as one with a double frame. Names are written as in paths.
  public func dot() -> String {
    let drawing = DrawnHeap(self)
    let lines =
      ["digraph heap {"] + Self.looks + (title.map { ["label=\(quoted($0));"] } ?? []).map { "  " + $0 }
      + drawing.nodes.map { "  " + $0.statement } + drawing.edges.map { "  " + $0.statement } + ["}"]
    return lines.map { $0 + "\n" }.joined()
  }

  private static let looks = [
    "  graph [rankdir=LR, ranksep=0.5, nodesep=0.2, pad=0.2, fontname=\"Helvetica\", fontsize=12];",
    "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#f6f8fa\", color=\"#8c959f\", fontname=\"Helvetica\","
      + " fontsize=11, margin=\"0.14,0.07\"];",
    "  edge [color=\"#57606a\", fontcolor=\"#57606a\", fontname=\"Helvetica\", fontsize=10, arrowsize=0.7];",
  ]
}

extension DrawnHeap.Node {
  fileprivate var statement: String {
    let lines = brokenName((count > 1 ? "\(count.grouped) × " : "") + shortTypeName(node.type))
    return "\(name(node.id)) [label=\(quoted((lines + size).joined(separator: "\n")))\(look)];"
  }

  /// `48 B, retains 1.2 KiB`
  private var size: [String] {
    let own = node.bytes.map { [sizeText($0)] } ?? []
    let sizes = own + (node.retainedBytes.map { ["retains \(sizeText($0))"] } ?? [])
    return sizes.isEmpty ? [] : [sizes.joined(separator: ", ")]
  }

  private var look: String {
    if node.isCentre { return ", penwidth=2.5, color=\"#0969da\", fillcolor=\"#ddf4ff\", fontname=\"Helvetica-Bold\"" }
    if node.isRoot { return ", shape=ellipse, style=filled, color=\"#bf8700\", fillcolor=\"#fff8c5\"" }
    return count > 1 ? ", peripheries=2" : ""
  }
}

extension DrawnHeap.Edge {
  fileprivate var statement: String {
    let mark = edge.ownership == .strong ? nil : edge.ownership.rawValue
    let label = [label, mark].compactMap { $0 }.joined(separator: "\n")
    let attributes = (label.isEmpty ? [] : ["label=\(quoted(label))"]) + (style.map { ["style=\($0)"] } ?? [])
    return "\(name(edge.from)) -> \(name(edge.to))"
      + (attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]") + ";"
  }

  private var style: String? {
    switch edge.ownership {
    case .strong: nil
    case .weak: "dashed"
    case .unowned, .unmanaged: "dotted"
    }
  }
}

/// A node's name in the language, which knows no minus within a name.
private func name(_ id: Int) -> String { (id < 0 ? "m" : "n") + String(id.magnitude) }

/// A string of the language. Backslashes would begin its own escapes, `\l` or `\N`, and ampersands HTML's entities.
private func quoted(_ text: String) -> String {
  let escaped = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    // By scalars: a mark that combines with a quote does not make it harmless.
    String(line).printable.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "&": result += "&amp;"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
  return "\"" + escaped.joined(separator: "\\n") + "\""
}

/// A type's name in lines of about 30 characters, broken behind commas and opening brackets.
private func brokenName(_ name: String) -> [String] {
  var (lines, piece) = ([""], "")
  func place(_ piece: String) {
    if !lines[lines.count - 1].isEmpty && lines[lines.count - 1].count + piece.count > 30 { lines.append("") }
    lines[lines.count - 1] += piece
  }
  for character in name {
    piece.append(character)
    if character == " " && piece.hasSuffix(", ") || character == "<" {
      place(piece)
      piece = ""
    }
  }
  place(piece)
  return lines.map { $0.hasSuffix(" ") ? String($0.dropLast()) : $0 }
}
