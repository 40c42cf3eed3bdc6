// @ProfiledMembers: @Profiled on every function and initializer of a type that can carry it.
#if Macros
import SwiftSyntax
import SwiftSyntaxMacros

public struct ProfiledMembersMacro: MemberAttributeMacro {
  public static func expansion(
    of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
    providingAttributesFor member: some DeclSyntaxProtocol, in context: some MacroExpansionContext
  ) throws -> [AttributeSyntax] {
    guard isProfilable(Syntax(member)) else { return [] }
    guard let arguments = node.arguments?.as(LabeledExprListSyntax.self), !arguments.isEmpty
    else { return ["@Profiled"] }
    return ["@Profiled(\(raw: arguments.trimmedDescription))"]
  }

  private static func isProfilable(_ member: Syntax) -> Bool {
    switch member.as(SyntaxEnum.self) {
    case .functionDecl(let function): function.body != nil && isFree(function.attributes)
    case .initializerDecl(let initializer): initializer.body != nil && isFree(initializer.attributes)
    default: false
    }
  }

  private static func isFree(_ attributes: AttributeListSyntax) -> Bool {
    attributes.named("Profiled") == nil && attributes.resultBuilder == nil
  }
}
#endif
