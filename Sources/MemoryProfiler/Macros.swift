// The macros: declarations only; what they expand to is in MemoryProfilerMacros.
#if Macros
import Reports

/// Profiles a function line by line.
///
/// The table counts all calls and prints when the process exits; `report: .eachCall` prints one each time a call
/// ends. Works on functions, initializers and deinitializers of every kind. The compiler has no such macros for
/// properties, subscripts and closures: use `#profile { }` inside them.
@attached(peer)
@attached(body)
public macro Profiled(
  columns: TableColumns = .standard, precision: Int = 1, output: ProfileOptions.Output = .standardOutput,
  report: ProfileOptions.Report = .atExit
) = #externalMacro(module: "MemoryProfilerMacros", type: "ProfiledMacro")

/// `@Profiled` on every function and initializer written in a type or an extension, with the same arguments.
///
/// Accessors, members without a body, functions of a result builder and members that have `@Profiled` already stay
/// as they are.
@attached(memberAttribute)
public macro ProfiledMembers(
  columns: TableColumns = .standard, precision: Int = 1, output: ProfileOptions.Output = .standardOutput,
  report: ProfileOptions.Report = .atExit
) = #externalMacro(module: "MemoryProfilerMacros", type: "ProfiledMembersMacro")

/// Profiles a block of code line by line, prints its table when the block returns or throws, and gives back the
/// block's value.
@freestanding(expression)
public macro profile<Result>(
  columns: TableColumns = .standard, precision: Int = 1, output: ProfileOptions.Output = .standardOutput,
  _ body: () throws -> Result
) -> Result = #externalMacro(module: "MemoryProfilerMacros", type: "ProfileBlockMacro")

/// Profiles a block of async code line by line.
@freestanding(expression)
public macro profile<Result>(
  columns: TableColumns = .standard, precision: Int = 1, output: ProfileOptions.Output = .standardOutput,
  _ body: () async throws -> Result
) -> Result = #externalMacro(module: "MemoryProfilerMacros", type: "ProfileBlockMacro")
#endif
