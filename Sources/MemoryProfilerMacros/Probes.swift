// The text of a rewritten body, and the probes before its statements.
#if Macros
import SwiftSyntax

extension BodyRewriter {
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
    if let last = statements.last, last.semicolon == nil, isProbed(last), !last.item.is(DeclSyntax.self) {
      edits.insert(";", at: last.endPositionBeforeTrailingTrivia)
    }
    // After the probes: what is wrapped must be inside their arguments.
    if !isInsideClosure { wrapCaptureLists(in: statements) }
    let text =
      edits.apply(to: root, from: opening.endPositionBeforeTrailingTrivia, to: brace.position)
      + brace.leadingTrivia.description
    // Options as written may take lines of their own, which the file has elsewhere.
    let opening = prologue.contains("\n") ? prologue + "\n" + lineDirective(lines.file, firstLine) : prologue
    return located(
      opening + anchor + text, file: lines.file, firstLine: firstLine, lastLine: lines.line(of: brace))
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

  /// A `defer` does nothing where it stands; its body is probed, on its line too, when it runs.
  /// Local functions may call each other only if nothing stands between them; types and `#if` do not run, and
  /// `#warning` has its line for itself.
  func isProbed(_ statement: CodeBlockItemSyntax) -> Bool {
    if statement.item.is(DeferStmtSyntax.self) { return false }
    if ["#warning", "#error"].contains(where: statement.trimmedDescription.hasPrefix) { return false }
    guard case .decl(let declaration) = statement.item else { return true }
    return declaration.is(VariableDeclSyntax.self) || declaration.is(MacroExpansionDeclSyntax.self)
  }
}
#endif
