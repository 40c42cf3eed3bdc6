// The names a function's body declares, to tell which closures certainly capture something.
#if Macros
import SwiftSyntax

struct LocalNames {
  /// Parameters, variables and `self`.
  private let names: Set<String>
  /// Local functions that are passed on, not only called: one might be passed as a C function pointer.
  let functionsUsedAsValues: Set<String>

  init(in function: Syntax) {
    let collector = NameCollector(viewMode: .sourceAccurate)
    collector.walk(function)
    names = collector.declared.union(["self", "super"])
    functionsUsedAsValues = collector.usedAsValues
  }

  /// True if the closure mentions one of the names and does not itself declare it.
  func areUsed(in closure: ClosureExprSyntax) -> Bool {
    let collector = NameCollector(viewMode: .sourceAccurate)
    collector.walk(closure)
    return !collector.used.intersection(names).subtracting(collector.declared).isEmpty
  }
}

private final class NameCollector: SyntaxVisitor {
  var declared: Set<String> = []
  var used: Set<String> = []
  var usedAsValues: Set<String> = []

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    declared.insert(node.identifier.text)
    return .visitChildren
  }
  override func visit(_ node: FunctionParameterSyntax) -> SyntaxVisitorContinueKind {
    declared.insert((node.secondName ?? node.firstName).text)
    return .visitChildren
  }
  override func visit(_ node: ClosureParameterSyntax) -> SyntaxVisitorContinueKind {
    declared.insert((node.secondName ?? node.firstName).text)
    return .visitChildren
  }
  override func visit(_ node: ClosureShorthandParameterSyntax) -> SyntaxVisitorContinueKind {
    declared.insert(node.name.text)
    return .visitChildren
  }
  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    if let member = node.parent?.as(MemberAccessExprSyntax.self), member.declName.id == node.id {
      return .visitChildren
    }
    used.insert(node.baseName.text)
    if node.parent?.is(FunctionCallExprSyntax.self) != true { usedAsValues.insert(node.baseName.text) }
    return .visitChildren
  }
}
#endif
