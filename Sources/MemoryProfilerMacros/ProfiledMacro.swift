// @Profiled: the body of a function with a probe before each statement.
#if Macros
import SwiftSyntax
import SwiftSyntaxMacros

public struct ProfiledMacro: BodyMacro {
  /// The text stays as it was written: formatting would move the lines.
  public static var formatMode: FormatMode { .disabled }

  public static func expansion(
    of node: AttributeSyntax, providingBodyFor declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax,
    in context: some MacroExpansionContext
  ) throws -> [CodeBlockItemSyntax] {
    let function = try ProfiledFunction(declaration)
    guard let lines = SourceLines(of: declaration, in: context) else { throw MacroError.noLocation }
    let name = singleLineLiteral(qualifiedName(of: declaration, in: context.lexicalContext))
    let source = sourceArgument(
      name: name, lines: lines, root: Syntax(declaration).root, from: function.textStart, to: function.body.rightBrace
    )
    let options = optionsArgument(node.arguments?.as(LabeledExprListSyntax.self))
    let begin = function.isAsync ? "beginAsync" : "begin"
    let prologue = probeDeclaration("\(probeType).\(begin)(\(source)\(options))")
    let rewriter = BodyRewriter(function: Syntax(declaration), nameLiteral: name, lines: lines)
    return [verbatim(rewriter.rewrittenBody(function, prologue: prologue))]
  }
}

extension ProfiledMacro {
  public static func expansion(
    of node: AttributeSyntax, providingBodyFor closure: ClosureExprSyntax, in context: some MacroExpansionContext
  ) throws -> [CodeBlockItemSyntax] {
    throw MacroError.notAFunction("a closure")
  }
}

/// The role that may stand on any declaration is there to say at the attribute where the other one may not.
extension ProfiledMacro: PeerMacro {
  public static func expansion(
    of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    switch declaration.kind {
    // Their own role says what is wrong with these.
    case .functionDecl, .initializerDecl, .deinitializerDecl: return []
    default: throw MacroError.notAFunction(Syntax(declaration).kindInWords)
    }
  }
}

/// What a body macro may be attached to, and what it needs to know of it.
struct ProfiledFunction {
  let body: CodeBlockSyntax
  var isAsync = false
  /// True if a body of one expression returns that expression's value.
  var returnsValue = false
  /// The attribute's own line, or the declaration's if the attribute was added by @ProfiledMembers.
  let textStart: AbsolutePosition

  init(_ declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax) throws {
    let declaration = Syntax(declaration)
    let effects: FunctionEffectSpecifiersSyntax?
    let attributes: AttributeListSyntax
    let block: CodeBlockSyntax?
    switch declaration.as(SyntaxEnum.self) {
    case .functionDecl(let function):
      (block, attributes, effects) = (function.body, function.attributes, function.signature.effectSpecifiers)
      returnsValue = function.signature.returnClause.map { !isVoidOrNever($0.type) } ?? false
    case .initializerDecl(let initializer):
      (block, attributes, effects) = (
        initializer.body, initializer.attributes, initializer.signature.effectSpecifiers
      )
    case .deinitializerDecl(let deinitializer):
      (block, attributes, effects) = (deinitializer.body, deinitializer.attributes, nil)
    default: throw MacroError.notAFunction(declaration.kindInWords)
    }
    guard let block else { throw MacroError.noBody }
    if let builder = attributes.resultBuilder { throw MacroError.resultBuilder(builder) }
    body = block
    isAsync = effects?.asyncSpecifier != nil
    textStart = (attributes.named("Profiled").map(Syntax.init) ?? declaration).positionAfterSkippingLeadingTrivia
  }
}

func isVoidOrNever(_ type: TypeSyntax) -> Bool {
  ["Void", "()", "Swift.Void", "Never", "Swift.Never"].contains(type.trimmedDescription)
}
#endif
