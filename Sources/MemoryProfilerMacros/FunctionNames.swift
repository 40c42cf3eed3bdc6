// A declaration's name as a person would write it: `Catalog.load(path:)`.
#if Macros
import SwiftSyntax

/// The name of `declaration`, qualified by the types, extensions and functions around it.
/// `context` is the compiler's: innermost first.
func qualifiedName(of declaration: some SyntaxProtocol, in context: [Syntax]) -> String {
  (context.reversed().compactMap(ownName) + [ownName(Syntax(declaration))].compactMap { $0 })
    .joined(separator: ".")
}

/// The name of what surrounds an expression, as an expression: in an accessor only the compiler knows it.
func nameLiteral(ofExpressionIn context: [Syntax]) -> String {
  guard let innermost = context.first else { return "\"main\"" }
  switch innermost.kind {
  case .functionDecl, .initializerDecl, .deinitializerDecl:
    return singleLineLiteral(context.reversed().compactMap(ownName).joined(separator: "."))
  default: return "#function"
  }
}

private func ownName(_ node: Syntax) -> String? {
  switch node.as(SyntaxEnum.self) {
  case .functionDecl(let function):
    return function.name.withoutBackticks + labels(function.signature.parameterClause)
  case .initializerDecl(let initializer):
    return "init" + labels(initializer.signature.parameterClause)
  case .deinitializerDecl: return "deinit"
  case .subscriptDecl(let subscriptDecl): return "subscript" + labels(subscriptDecl.parameterClause)
  case .variableDecl(let variable):
    return variable.bindings.first?.pattern.as(IdentifierPatternSyntax.self)?.identifier.withoutBackticks
  case .extensionDecl(let extensionDecl): return extensionDecl.extendedType.trimmedDescription
  default: return node.asProtocol(NamedDeclSyntax.self)?.name.withoutBackticks
  }
}

private func labels(_ clause: FunctionParameterClauseSyntax) -> String {
  "(" + clause.parameters.map { $0.firstName.withoutBackticks + ":" }.joined() + ")"
}

extension TokenSyntax {
  var withoutBackticks: String { text.filter { $0 != "`" } }
}
#endif
