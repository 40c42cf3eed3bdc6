// The macros: declarations only; what they expand to is in MemoryProfilerMacros.
#if Macros
import Reports

/// Profiles a function line by line.
///
/// The table counts all calls and prints when the process exits; `report: .eachCall` prints one each time a call
/// ends. Works on functions, initializers and deinitializers of every kind. The compiler has no such macros for
/// properties, subscripts and closures: use `#profile { }` inside them. A function that is itself a result builder's
/// must give its body to an inner function.
///
/// The body is rewritten, so a few things show:
/// - A closure's own lines have rows, except of a closure that may be a C function pointer or a result builder's:
///   what it costs stands on the line it is called from.
/// - What is inside the function, local functions and types, belongs to its table: `@Profiled` on them does nothing.
/// - `#line` inside gives the function's line, so a failed `#expect` names that.
///
/// - Parameters:
///   - columns: Those of the table.
///   - precision: Digits after the decimal point of MiB figures.
///   - output: Where the table goes.
///   - report: When it prints.
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
