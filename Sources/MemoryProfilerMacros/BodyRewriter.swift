// Puts probes into a body: one before each statement, on the statement's own line. Loops, conditions and closures
// are in files of their own.
#if Macros
import SwiftSyntax

/// A loop that the walk is inside of, within one function or closure body.
final class EnclosingLoop {
  let label: String?
  /// The label of the generated `do` that holds the loop's body: `continue` becomes a `break` out of it.
  let iterationLabel: String
  var needsLabel = false

  init(label: String?, iterationLabel: String) {
    self.label = label
    self.iterationLabel = iterationLabel
  }
}

/// What changes as the walk goes into blocks and closures.
struct WalkState {
  /// The name of the probe variable of the lane the code runs on.
  var probe = "_lineProbe"
  var depth = 0
  var loops: [EnclosingLoop] = []
  /// The line that is counted already when control comes here: a second statement on it gets no probe.
  var line = 0
}

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

  /// The text between the braces, rewritten, with line numbers of the file.
  func rewrittenBody(_ function: ProfiledFunction, prologue: String) -> String {
    rewritten(
      function.body.statements, after: function.body.leftBrace, before: function.body.rightBrace, prologue: prologue,
      returnsValue: function.returnsValue)
  }

  func rewritten(
    _ statements: CodeBlockItemListSyntax, after opening: TokenSyntax, before brace: TokenSyntax, prologue: String,
    returnsValue: Bool, isInsideClosure: Bool = false
  ) -> String {
    let firstLine = lines.line(at: opening.endPositionBeforeTrailingTrivia)
    // A `defer` that nothing follows gets a warning.
    let anchor = statements.contains(where: isProbed) ? "" : "let _: Void = \(state.probe).line(\(firstLine)); "
    if returnsValue { returnImplicitValue(of: statements) }
    rewrite(statements)
    // A last word like `postfix` would be read as the beginning of a declaration with what follows the text.
    if let last = statements.last, last.semicolon == nil, !last.item.is(DeclSyntax.self) {
      edits.insert(";", at: last.endPositionBeforeTrailingTrivia)
    }
    // After the probes: what is wrapped must be inside their arguments.
    if !isInsideClosure { wrapCaptureLists(in: statements) }
    let text =
      edits.apply(to: root, from: opening.endPositionBeforeTrailingTrivia, to: brace.position)
      + brace.leadingTrivia.description
    return located(
      prologue + anchor + text, file: lines.file, firstLine: firstLine, lastLine: lines.line(of: brace))
  }

  func rewrite(_ statements: CodeBlockItemListSyntax) {
    let outer = state
    for statement in statements {
      if isProbed(statement) { insertProbe(before: statement) }
      walk(statement.item)
    }
    state.line = outer.line
  }

  /// Statements in a block that control may skip: what they count says nothing about the code after the block.
  func rewrite(_ statements: CodeBlockItemListSyntax, with change: (inout WalkState) -> Void) {
    let outer = state
    change(&state)
    rewrite(statements)
    state = outer
  }

  private func insertProbe(before statement: CodeBlockItemSyntax) {
    let (line, position) = (lines.line(of: statement), statement.positionAfterSkippingLeadingTrivia)
    if line != state.line {
      state.line = line
      edits.insert("let _: Void = \(state.probe).line(\(line)); ", at: position)
    }
    if implicitReturns.contains(position) { insertReturn(at: position, of: statement) }
  }

  /// A call may be of a function that returns Never, which may stand as the value of any type in a `switch`, but not
  /// after `return`.
  private func insertReturn(at position: AbsolutePosition, of statement: CodeBlockItemSyntax) {
    guard statement.isPlainCall else { return edits.insert("return ", at: position) }
    edits.insert("return switch () { default: ", at: position)
    edits.insert(" }", at: statement.item.endPositionBeforeTrailingTrivia)
  }

  /// Local functions may call each other only if nothing stands between them; types and `#if` do not run.
  func isProbed(_ statement: CodeBlockItemSyntax) -> Bool {
    guard case .decl(let declaration) = statement.item else { return true }
    return declaration.is(VariableDeclSyntax.self) || declaration.is(MacroExpansionDeclSyntax.self)
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
    rewrite(node.body.statements) { $0.loops = [] }
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
