// Expands the macros without a compiler, as the compiler does.
#if Macros
import SwiftParser
import SwiftSyntax
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
@testable import MemoryProfilerMacros

/// The rewritten body of the first function with @Profiled, as the compiler gets it. `file` counts lines from 1.
func expandedBody(_ file: String) throws -> String {
  let tree = Parser.parse(source: file)
  let finder = ProfiledFinder(viewMode: .sourceAccurate)
  finder.walk(tree)
  return try expandedBody(finder.found[0], in: tree)
}

func expandedBody(_ found: ProfiledFinder.Found, in tree: SourceFileSyntax) throws -> String {
  let context = BasicMacroExpansionContext(
    lexicalContext: found.context, sourceFiles: [tree: .init(moduleName: "App", fullFilePath: "App/File.swift")])
  return try ProfiledMacro.expansion(of: found.attribute, providingBodyFor: found.function, in: context)
    .map(\.description).joined()
}

/// The lines of the rewritten body: without the directives and the generated opening.
func rewrittenLines(_ file: String) throws -> [String] {
  let lines = try expandedBody(file).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  return lines.dropFirst(2).dropLast().filter { !$0.allSatisfy(\.isWhitespace) }
}

/// The expansion of the first `#profile` in `file`.
func expandedBlock(_ file: String) throws -> String {
  let tree = Parser.parse(source: file)
  let finder = BlockFinder(viewMode: .sourceAccurate)
  finder.walk(tree)
  let context = BasicMacroExpansionContext(
    sourceFiles: [tree: .init(moduleName: "App", fullFilePath: "App/File.swift")])
  return try ProfileBlockMacro.expansion(of: context.detach(finder.found!), in: context).description
}

/// The attributes that the type's @ProfiledMembers gives to its members, in their order; "" for none.
func attributesOfMembers(_ file: String) throws -> [String] {
  let type = Parser.parse(source: file).statements.first!.item.cast(StructDeclSyntax.self)
  let attribute = type.attributes.first!.cast(AttributeSyntax.self)
  return try type.memberBlock.members.map { member in
    try ProfiledMembersMacro.expansion(
      of: attribute, attachedTo: type, providingAttributesFor: member.decl, in: BasicMacroExpansionContext()
    ).map(\.trimmedDescription).joined()
  }
}

final class ProfiledFinder: SyntaxVisitor {
  struct Found {
    var attribute: AttributeSyntax
    var function: any DeclSyntaxProtocol & WithOptionalCodeBlockSyntax
    var context: [Syntax]
  }
  var found: [Found] = []

  private func look(_ node: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax & WithAttributesSyntax) {
    for case .attribute(let attribute) in node.attributes
    where attribute.attributeName.trimmedDescription == "Profiled" {
      found.append(Found(attribute: attribute, function: node, context: node.allMacroLexicalContexts()))
    }
  }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    look(node)
    return .skipChildren
  }
  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    look(node)
    return .skipChildren
  }
}

private final class BlockFinder: SyntaxVisitor {
  var found: MacroExpansionExprSyntax?
  override func visit(_ node: MacroExpansionExprSyntax) -> SyntaxVisitorContinueKind {
    found = found ?? node
    return .skipChildren
  }
}
#endif
