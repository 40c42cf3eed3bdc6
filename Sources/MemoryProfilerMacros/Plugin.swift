// The compiler plug-in's entry. Without the trait `Macros` there is no swift-syntax and the plug-in is empty.
#if Macros
import SwiftCompilerPlugin
import SwiftSyntaxMacros

@main
struct Plugin: CompilerPlugin {
  let providingMacros: [any Macro.Type] = [
    ProfiledMacro.self, ProfiledMembersMacro.self, ProfileBlockMacro.self,
  ]
}
#else
@main
struct Plugin {
  static func main() {}
}
#endif
