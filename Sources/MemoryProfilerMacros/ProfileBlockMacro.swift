// #profile { … }: a closure with a probe before each statement, called at once.
#if Macros
import SwiftSyntax
import SwiftSyntaxMacros

public struct ProfileBlockMacro: ExpressionMacro {
  public static var formatMode: FormatMode { .disabled }

  public static func expansion(
    of node: some FreestandingMacroExpansionSyntax, in context: some MacroExpansionContext
  ) throws -> ExprSyntax {
    let arguments = node.arguments
    guard let closure = node.trailingClosure ?? arguments.last?.expression.as(ClosureExprSyntax.self)
    else { throw MacroError.noClosure }
    guard closure.signature?.capture == nil else { throw MacroError.captureList }
    guard let lines = SourceLines(of: node, in: context) else { throw MacroError.noLocation }
    let source = sourceArgument(
      name: qualifiedName(ofExpressionIn: context.lexicalContext), lines: lines, root: Syntax(node).root,
      from: node.positionAfterSkippingLeadingTrivia, to: closure.rightBrace)
    let options = optionsArgument(arguments.filter { $0.label != nil && !$0.expression.is(ClosureExprSyntax.self) })
    let rewriter = BodyRewriter(function: Syntax(node), lines: lines)
    let body = rewriter.rewrittenBody(of: closure)
    let code = "MemoryProfiler.profiledBlock(\(source)\(options)) { \(signature(of: closure)) in\n\(body)\n}"
    return ExprSyntax(DeclReferenceExprSyntax(baseName: .identifier(code)))
  }

  /// The closure's own signature with the probe as its parameter.
  private static func signature(of closure: ClosureExprSyntax) -> String {
    let own = closure.signature
    let parts = [
      own.map { onOneLine($0.attributes) }, "(_lineProbe: \(probeType))",
      own?.effectSpecifiers.map(onOneLine), own?.returnClause.map(onOneLine),
    ]
    return parts.compactMap { $0 }.joined(separator: " ")
  }
}

extension BodyRewriter {
  fileprivate func rewrittenBody(of closure: ClosureExprSyntax) -> String {
    let opening = closure.signature?.inKeyword ?? closure.leftBrace
    return rewritten(
      closure.statements, after: opening, before: closure.rightBrace, prologue: "", returnsValue: true,
      isInsideClosure: true)
  }
}
#endif
