// What may be done to a closure, judged by its looks: a macro sees no types.
#if Macros
import SwiftSyntax

struct ClosureKind {
  /// False where the closure might become a C function pointer, which must not capture the probe.
  let mayCapture: Bool
  /// True if statements may be put in: it may capture, and it is no result builder's, which would refuse `defer`.
  let takesStatements: Bool

  init(_ closure: ClosureExprSyntax, locals: LocalNames) {
    let use = ClosureUse(closure)
    let captures = closure.signature?.capture != nil || locals.areUsed(in: closure)
    mayCapture = captures || closure.isAsync || use.isSwift
    takesStatements = mayCapture && (use.isPlain || closure.hasStatementsOfItsOwn)
  }
}

/// What the code around a closure does with it.
private struct ClosureUse {
  /// Certainly not converted to a C function pointer.
  var isSwift = false
  /// Certainly no result builder's.
  var isPlain = false

  init(_ closure: ClosureExprSyntax) {
    if let call = closure.parent?.as(FunctionCallExprSyntax.self) {
      judge(call)
    } else if let element = closure.parent?.as(MultipleTrailingClosureElementSyntax.self),
      let call = element.parent?.parent?.as(FunctionCallExprSyntax.self)
    {
      judge(call)
    } else if let argument = closure.parent?.as(LabeledExprSyntax.self),
      let call = argument.parent?.parent?.as(FunctionCallExprSyntax.self)
    {
      judge(call)
    } else if let binding = closure.parent?.parent?.as(PatternBindingSyntax.self) {
      isSwift = binding.typeAnnotation == nil
      isPlain = true
    }
  }

  private mutating func judge(_ call: FunctionCallExprSyntax) {
    if call.calledExpression.is(ClosureExprSyntax.self) {
      (isSwift, isPlain) = (true, true)
    } else if let member = call.calledExpression.as(MemberAccessExprSyntax.self), let base = member.base {
      let name = member.declName.baseName.text
      // An initializer may store C function pointers, as a free function may take them.
      isSwift = name != "init" && !cModules.contains(base.trimmedDescription)
      isPlain = name.hasPrefix("with") || plainFunctions.contains(name)
    } else if let name = call.calledExpression.baseIdentifier {
      isSwift = name.hasPrefix("with") || plainFunctions.contains(name)
      isPlain = name.hasPrefix("with") || plainFunctions.contains(name)
    }
  }
}

private let cModules: Set<String> = ["Glibc", "Musl", "Darwin", "Foundation"]

/// Functions of the standard library, Dispatch and Foundation that take closures of ordinary statements.
private let plainFunctions: Set<String> = [
  "Task", "Thread", "addTask", "addTaskUnlessCancelled", "allSatisfy", "async", "asyncAfter", "compactMap",
  "concurrentPerform", "contains", "count", "detached", "drop", "filter", "first", "firstIndex", "flatMap", "forEach",
  "immediate", "last", "lastIndex", "map", "mapError", "mapValues", "compactMapValues", "max", "measure", "min",
  "notify",
  "partition", "perform", "prefix", "reduce", "removeAll", "run", "sort", "sorted", "split", "sync", "AsyncStream",
  "AsyncThrowingStream", "DispatchWorkItem", "Timer", "scheduledTimer",
]

extension ExprSyntax {
  fileprivate var baseIdentifier: String? {
    self.as(DeclReferenceExprSyntax.self)?.baseName.text
      ?? self.as(GenericSpecializationExprSyntax.self)?.expression.baseIdentifier
  }
}

extension ClosureExprSyntax {
  /// A statement at the closure's own level that no result builder accepts.
  var hasStatementsOfItsOwn: Bool {
    let finder = PlainStatementFinder(viewMode: .sourceAccurate)
    finder.walk(statements)
    return finder.found
  }
}

private final class PlainStatementFinder: SyntaxVisitor {
  var found = false

  private func plain() -> SyntaxVisitorContinueKind {
    found = true
    return .skipChildren
  }
  override func visit(_ node: ReturnStmtSyntax) -> SyntaxVisitorContinueKind { plain() }
  override func visit(_ node: GuardStmtSyntax) -> SyntaxVisitorContinueKind { plain() }
  override func visit(_ node: DeferStmtSyntax) -> SyntaxVisitorContinueKind { plain() }
  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind { plain() }
  override func visit(_ node: RepeatStmtSyntax) -> SyntaxVisitorContinueKind { plain() }
  override func visit(_ node: ContinueStmtSyntax) -> SyntaxVisitorContinueKind { plain() }
  override func visit(_ node: BreakStmtSyntax) -> SyntaxVisitorContinueKind { plain() }
  override func visit(_ node: ThrowStmtSyntax) -> SyntaxVisitorContinueKind { plain() }
  override func visit(_ node: CatchClauseSyntax) -> SyntaxVisitorContinueKind { plain() }
  override func visit(_ node: AssignmentExprSyntax) -> SyntaxVisitorContinueKind { plain() }
  override func visit(_ node: BinaryOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    // An assignment only as a statement: `a == b` in an expression ends in "=" too.
    let isStatement = node.parent?.parent?.is(CodeBlockItemSyntax.self) ?? false
    let name = node.operator.text
    return isStatement && name.hasSuffix("=") && !["==", "!=", "<=", ">=", "===", "!=="].contains(name)
      ? plain() : .skipChildren
  }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}
#endif
