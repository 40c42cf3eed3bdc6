// Whether control can reach the end of a list of statements. Needed because the compiler warns of code that can
// not be reached; when in doubt the answer is yes.
#if Macros
import SwiftSyntax

extension CodeBlockItemListSyntax {
  var completesNormally: Bool { !contains { $0.neverCompletes } }
}

extension CodeBlockItemSyntax {
  fileprivate var neverCompletes: Bool {
    switch item {
    case .stmt(let statement): neverCompletesStatement(statement)
    case .expr(let expression): expression.neverReturns
    case .decl: false
    }
  }
}

private func neverCompletesStatement(_ statement: StmtSyntax) -> Bool {
  switch statement.as(StmtSyntaxEnum.self) {
  case .returnStmt, .throwStmt, .breakStmt, .continueStmt, .fallThroughStmt: true
  case .expressionStmt(let node): node.expression.neverReturns
  case .doStmt(let node):
    !node.body.statements.completesNormally && node.catchClauses.allSatisfy { !$0.body.statements.completesNormally }
  default: false
  }
}

extension ExprSyntax {
  /// True for a call of a function that is known to return Never, and for `if` and `switch` whose every branch ends.
  var neverReturns: Bool {
    switch self.as(ExprSyntaxEnum.self) {
    case .functionCallExpr(let call): neverFunctions.contains(call.calledExpression.trimmedDescription)
    case .ifExpr(let node): !node.elseCompletes && !node.body.statements.completesNormally
    // A `break` in a case leaves the switch, not what is around it.
    case .switchExpr(let node):
      !node.caseBodies.contains { $0.completesNormally || containsBreak($0) }
    default: false
    }
  }
}

private let neverFunctions: Set<String> = [
  "fatalError", "preconditionFailure", "abort", "exit", "_exit", "Swift.fatalError", "Swift.preconditionFailure",
]

extension IfExprSyntax {
  fileprivate var elseCompletes: Bool {
    switch elseBody {
    case .codeBlock(let block): block.statements.completesNormally
    case .ifExpr(let node): !ExprSyntax(node).neverReturns
    case nil: true
    }
  }
}

extension SwitchExprSyntax {
  /// The cases' statements; those inside `#if` too.
  var caseBodies: [CodeBlockItemListSyntax] { Self.bodies(cases) }

  private static func bodies(_ cases: SwitchCaseListSyntax) -> [CodeBlockItemListSyntax] {
    cases.flatMap { element -> [CodeBlockItemListSyntax] in
      switch element {
      case .switchCase(let switchCase): return [switchCase.statements]
      case .ifConfigDecl(let node):
        return node.clauses.flatMap { clause -> [CodeBlockItemListSyntax] in
          guard case .switchCases(let cases) = clause.elements else { return [] }
          return bodies(cases)
        }
      }
    }
  }
}

/// A `break` without label that leaves the switch itself; one with a label leaves something around it.
private func containsBreak(_ statements: CodeBlockItemListSyntax) -> Bool {
  let finder = BreakFinder(viewMode: .sourceAccurate)
  finder.walk(statements)
  return finder.found
}

private final class BreakFinder: SyntaxVisitor {
  var found = false

  override func visit(_ node: BreakStmtSyntax) -> SyntaxVisitorContinueKind {
    if node.label == nil { found = true }
    return .skipChildren
  }
  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: RepeatStmtSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: SwitchExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}
#endif
