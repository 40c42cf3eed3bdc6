// Questions to a declaration's attributes.
#if Macros
import SwiftSyntax

extension AttributeListSyntax {
  func named(_ name: String) -> AttributeSyntax? {
    attributes.first { $0.attributeName.trimmedDescription.lastComponent == name }
  }

  /// The name of an attribute that makes the function a result builder's. Only the name tells a macro: by
  /// convention it ends in "Builder".
  var resultBuilder: String? {
    attributes.map { $0.attributeName.trimmedDescription.withoutGenericArguments }
      .first { $0.hasSuffix("Builder") }
  }

  private var attributes: [AttributeSyntax] {
    flatMap { element -> [AttributeSyntax] in
      switch element {
      case .attribute(let attribute): [attribute]
      case .ifConfigDecl: []
      }
    }
  }
}

final class ProfilingAttributeFinder: SyntaxVisitor {
  private(set) var attributes: [AttributeSyntax] = []

  override func visit(_ node: AttributeSyntax) -> SyntaxVisitorContinueKind {
    if ["Profiled", "ProfiledMembers"].contains(node.attributeName.trimmedDescription.lastComponent) {
      attributes.append(node)
    }
    return .skipChildren
  }
}

extension String {
  fileprivate var withoutGenericArguments: String { String(prefix { $0 != "<" }) }
  fileprivate var lastComponent: String { split(separator: ".").last.map(String.init) ?? self }
}

extension Syntax {
  /// For messages.
  var kindInWords: String {
    switch kind {
    case .variableDecl: "a property"
    // The compiler hands an accessor over alone, where it does not parse as a declaration.
    case .accessorDecl, .missingDecl: "an accessor"
    case .subscriptDecl: "a subscript"
    case .closureExpr: "a closure"
    case .functionDecl, .initializerDecl, .deinitializerDecl: "a function"
    case .structDecl, .classDecl, .enumDecl, .actorDecl, .protocolDecl, .extensionDecl: "a type"
    default: "this declaration"
    }
  }
}
#endif
