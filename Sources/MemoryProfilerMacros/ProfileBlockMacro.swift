// #profile { … }: a closure with a probe before each statement, called at once.
#if Macros
import SwiftSyntax
import SwiftSyntaxMacros

public struct ProfileBlockMacro: ExpressionMacro {
  public static var formatMode: FormatMode { .disabled }

  public static func expansion(
    of node: some FreestandingMacroExpansionSyntax, in context: some MacroExpansionContext
  ) throws -> ExprSyntax {
    let block = try ProfileBlock(node)
    guard let lines = SourceLines(of: node, in: context) else { throw MacroError.noLocation }
    let rewriter = BodyRewriter(
      function: Syntax(node), nameLiteral: nameLiteral(ofExpressionIn: context.lexicalContext), lines: lines)
    let body = rewriter.rewritten(
      block.closure.statements, after: block.opening, before: block.closure.rightBrace, prologue: "",
      returnsValue: true, isInsideClosure: true)
    let call = rewriter.openingCall(of: block, probe: "_lineProbe")
    return ExprSyntax(DeclReferenceExprSyntax(baseName: .identifier("\(call)\n\(body)\n}")))
  }
}

/// The parts of `#profile(options) { … }`.
struct ProfileBlock {
  let node: Syntax
  let options: LabeledExprListSyntax
  let closure: ClosureExprSyntax
  /// The token the statements follow.
  var opening: TokenSyntax { closure.signature?.inKeyword ?? closure.leftBrace }

  init(_ node: some FreestandingMacroExpansionSyntax) throws {
    guard let closure = node.trailingClosure ?? node.arguments.last?.expression.as(ClosureExprSyntax.self)
    else { throw MacroError.noClosure }
    guard closure.signature?.capture == nil else { throw MacroError.captureList }
    self.node = Syntax(node)
    self.closure = closure
    options = node.arguments.filter { $0.label != nil && !$0.expression.is(ClosureExprSyntax.self) }
  }
}

extension BodyRewriter {
  /// The call up to the closure's `in`, on one line.
  func openingCall(of block: ProfileBlock, probe: String) -> String {
    let source = sourceArgument(
      name: nameLiteral, lines: lines, root: root, from: block.node.positionAfterSkippingLeadingTrivia,
      to: block.closure.rightBrace)
    let own = block.closure.signature
    let signature = [
      own.map { onOneLine($0.attributes) }, "(\(probe): \(probeType))", own?.effectSpecifiers.map(onOneLine),
      own?.returnClause.map(onOneLine), "in",
    ].compactMap { $0 }.joined(separator: " ")
    return "MemoryProfiler.profiledBlock(\(source)\(optionsArgument(block.options))) { \(signature)"
  }

  /// A block inside a body that is being rewritten: expanded here, as the compiler would give the inner macro
  /// places in the outer one's expansion instead of in the file.
  func expandInnerBlock(_ block: ProfileBlock) {
    let outer = state
    state = WalkState(probe: "_lineProbe\(outer.depth + 1)", depth: outer.depth + 1)
    let call = openingCall(of: block, probe: state.probe)
    edits.replace(
      from: block.node.positionAfterSkippingLeadingTrivia, to: block.opening.endPositionBeforeTrailingTrivia,
      of: root, with: call + " ")
    if let first = block.closure.statements.first {
      returnImplicitValue(of: block.closure.statements)
      if !isProbed(first) { state.line = 0 }
      rewrite(block.closure.statements)
    }
    // The closure was an argument in parentheses, which are replaced with it.
    if let parenthesis = block.closure.parent?.parent?.parent?.lastToken(viewMode: .sourceAccurate),
      block.closure.parent?.is(LabeledExprSyntax.self) == true
    {
      edits.blankOut(parenthesis)
    }
    state = outer
  }
}
#endif
