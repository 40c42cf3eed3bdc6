// Expressions that are a value: bodies of one expression, and `if` and `switch` that are not statements.
#if Macros
import SwiftSyntax

extension BodyRewriter {
  func rewriteValue(_ node: IfExprSyntax) {
    for condition in node.conditions { walk(condition) }
    rewriteBranch(node.body.statements)
    switch node.elseBody {
    case .codeBlock(let block): rewriteBranch(block.statements)
    case .ifExpr(let next): rewriteValue(next)
    case nil: break
    }
  }

  /// A branch that gives a value must stay one expression: the probe becomes an argument before it.
  func rewriteBranch(_ statements: CodeBlockItemListSyntax) {
    guard let expression = statements.soleExpression else { return }
    // An `if` or `switch` inside is a value too.
    implicitValues.insert(expression.id)
    let line = lines.line(of: expression)
    let outer = state.line
    if line != outer, expression.isSafeArgument {
      state.line = line
      edits.insert(
        "\(probeType).passing(\(state.probe).line(\(line)), ", at: expression.positionAfterSkippingLeadingTrivia)
      walk(expression)
      edits.insert(")", at: expression.endPositionBeforeTrailingTrivia)
    } else {
      walk(expression)
    }
    state.line = outer
  }

  func isStatement(_ node: some ExprSyntaxProtocol) -> Bool {
    node.parent?.is(ExpressionStmtSyntax.self) == true && !implicitValues.contains(node.id)
  }

  /// The value of a body of one expression: returned explicitly, as the body has more than one statement now.
  func returnImplicitValue(of statements: CodeBlockItemListSyntax) {
    let (always, conditional) = statements.splitByCondition
    if always.isEmpty {
      for node in conditional {
        for case .statements(let clause) in node.clauses.compactMap(\.elements) { returnImplicitValue(of: clause) }
      }
    } else if always.count == 1, always[0].id == statements.last?.id, let expression = always[0].expression,
      !expression.neverReturns, expression.isValue
    {
      implicitValues.insert(expression.id)
      implicitReturns.insert(expression.positionAfterSkippingLeadingTrivia)
    }
  }
}

extension CodeBlockItemListSyntax {
  /// The expression a body of one expression consists of.
  var soleExpression: ExprSyntax? { count == 1 ? first?.expression : nil }

  /// The statements outside and the blocks of `#if`. Those that are not compiled do not count for the compiler when
  /// it asks whether a body is one expression.
  var splitByCondition: (always: [CodeBlockItemSyntax], conditional: [IfConfigDeclSyntax]) {
    let conditional = compactMap { item -> IfConfigDeclSyntax? in
      guard case .decl(let declaration) = item.item else { return nil }
      return declaration.as(IfConfigDeclSyntax.self)
    }
    return (filter { $0.firstToken(viewMode: .sourceAccurate)?.tokenKind != .poundIf }, conditional)
  }

  /// True if for some conditions of its `#if`s this is a body of one expression.
  var mayBecomeOneExpression: Bool {
    let (always, conditional) = splitByCondition
    return !conditional.isEmpty && (always.isEmpty || (always.count == 1 && always[0].expression != nil))
  }
}

extension CodeBlockItemSyntax {
  var expression: ExprSyntax? {
    switch item {
    case .expr(let expression): expression
    case .stmt(let statement): statement.as(ExpressionStmtSyntax.self)?.expression
    case .decl: nil
    }
  }
}

extension ExprSyntax {
  /// True unless this is an `if` or a `switch` used as a statement.
  var isValue: Bool {
    switch self.as(ExprSyntaxEnum.self) {
    case .ifExpr(let node): node.isValue
    case .switchExpr(let node): node.caseBodies.allSatisfy(isValueBranch)
    default: true
    }
  }
}

extension IfExprSyntax {
  fileprivate var isValue: Bool {
    guard isValueBranch(body.statements) else { return false }
    switch elseBody {
    case .codeBlock(let block): return isValueBranch(block.statements)
    case .ifExpr(let next): return next.isValue
    case nil: return false
    }
  }
}

/// One expression, or a `throw`, as the compiler wants it of `if` and `switch` expressions.
private func isValueBranch(_ statements: CodeBlockItemListSyntax) -> Bool {
  if let expression = statements.soleExpression { return expression.isValue }
  guard statements.count == 1, case .stmt(let statement) = statements.first?.item else { return false }
  return statement.is(ThrowStmtSyntax.self) || statement.is(FallThroughStmtSyntax.self)
}
#endif
