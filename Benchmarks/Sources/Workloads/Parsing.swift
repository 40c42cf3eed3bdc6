import Foundation
import SwiftParser
import SwiftSyntax
import Yams

/// Parses a Swift file with swift-syntax and counts its tokens.
func countTokens(_ path: String) throws -> Int {
  let tree = Parser.parse(source: try String(contentsOfFile: path, encoding: .utf8))
  return tree.tokens(viewMode: .sourceAccurate).reduce(0) { count, _ in count + 1 }
}

/// Parses a YAML file into nodes and counts them.
func countNodes(_ path: String) throws -> Int {
  guard let root = try Yams.compose(yaml: try String(contentsOfFile: path, encoding: .utf8)) else { return 0 }
  return count(root)
}

private func count(_ node: Node) -> Int {
  switch node {
  case .scalar, .alias: 1
  case .sequence(let items): items.reduce(1) { $0 + count($1) }
  case .mapping(let pairs): pairs.reduce(1) { $0 + count($1.key) + count($1.value) }
  }
}
