// Puts probes into a body: one before each statement, on the statement's own line. What the walk does at each kind of
// statement is in Probes, Conditions, Values, Loops and Closures.
#if Macros
import SwiftSyntax

/// Walks the syntax once and collects edits. The original nodes are never changed, so positions stay true.
final class BodyRewriter: SyntaxVisitor {
  let lines: SourceLines
  /// The table's name, as an expression.
  let nameLiteral: String
  let root: Syntax
  let locals: LocalNames
  var edits = SourceEdits()
  var state = WalkState()
  var iterationLabels = 0
  /// Expressions that are the value of a body of one expression, and where their `return` goes.
  var implicitValues: Set<SyntaxIdentifier> = []
  var implicitReturns: Set<AbsolutePosition> = []

  init(function: Syntax, nameLiteral: String, lines: SourceLines) {
    self.nameLiteral = nameLiteral
    self.lines = lines
    root = function.root
    locals = LocalNames(in: function)
    super.init(viewMode: .sourceAccurate)
  }

  private func leave(_ type: some SyntaxProtocol) -> SyntaxVisitorContinueKind {
    removeProfilingAttributes(in: Syntax(type))
    return .skipChildren
  }

  /// The compiler refuses a macro inside its own expansion: what is local to a profiled function loses its attribute.
  private func removeProfilingAttributes(in node: Syntax) {
    let finder = ProfilingAttributeFinder(viewMode: .sourceAccurate)
    finder.walk(node)
    for attribute in finder.attributes { edits.blankOut(attribute) }
  }

  // MARK: statements

  override func visit(_ node: IfConfigDeclSyntax) -> SyntaxVisitorContinueKind {
    for clause in node.clauses {
      guard case .statements(let statements) = clause.elements else { continue }
      rewrite(statements) { $0.line = 0 }
    }
    return .skipChildren
  }

  override func visit(_ node: GuardStmtSyntax) -> SyntaxVisitorContinueKind {
    rewrite(node.conditions)
    rewrite(node.body.statements) { _ in }
    return .skipChildren
  }

  override func visit(_ node: DeferStmtSyntax) -> SyntaxVisitorContinueKind {
    rewrite(node.body.statements) {
      $0.loops = []
      $0.line = 0
    }
    return .skipChildren
  }

  override func visit(_ node: DoStmtSyntax) -> SyntaxVisitorContinueKind {
    rewrite(node.body.statements) { _ in }
    for clause in node.catchClauses { rewrite(clause.body.statements) { _ in } }
    return .skipChildren
  }

  override func visit(_ node: IfExprSyntax) -> SyntaxVisitorContinueKind {
    if isStatement(node) { rewriteStatement(node) } else { rewriteValue(node) }
    return .skipChildren
  }

  override func visit(_ node: SwitchExprSyntax) -> SyntaxVisitorContinueKind {
    walk(node.subject)
    let isStatement = isStatement(node)
    for body in node.caseBodies {
      if isStatement { rewrite(body) { _ in } } else { rewriteBranch(body) }
    }
    return .skipChildren
  }

  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
    walk(node.sequence)
    if let clause = node.whereClause { walk(clause) }
    rewriteLoop(node, body: node.body, header: state.line)
    return .skipChildren
  }

  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind {
    let header = state.line
    rewrite(node.conditions)
    rewriteLoop(node, body: node.body, header: header)
    return .skipChildren
  }

  override func visit(_ node: RepeatStmtSyntax) -> SyntaxVisitorContinueKind {
    rewriteLoop(node, body: node.body, header: lines.line(of: node.whileKeyword))
    walk(node.condition)
    return .skipChildren
  }

  override func visit(_ node: ContinueStmtSyntax) -> SyntaxVisitorContinueKind {
    rewriteContinue(node)
    return .skipChildren
  }

  // MARK: what stays as it is

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    removeProfilingAttributes(in: Syntax(node.attributes))
    rewriteLocalFunction(node)
    return .skipChildren
  }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    rewriteClosure(node)
    return .skipChildren
  }
  /// Observers and local computed variables run later and elsewhere.
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    node.modifiers.contains { $0.name.text == "lazy" } ? .skipChildren : .visitChildren
  }
  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { leave(node) }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { leave(node) }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind { leave(node) }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { leave(node) }
  /// Another macro may take its arguments apart.
  override func visit(_ node: MacroExpansionExprSyntax) -> SyntaxVisitorContinueKind {
    if node.macroName.text == "profile", let block = try? ProfileBlock(node) { expandInnerBlock(block) }
    return .skipChildren
  }
  override func visit(_ node: MacroExpansionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: StringLiteralExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}
#endif
