/// `mprof plot -1` means the newest recording: without help a command line would take it for an option.

/// The arguments, where the command takes indices of recordings with a blank before each negative number: that is no
/// option, and `ProfileFiles` ignores it.
func shieldingNegativeIndices(_ arguments: [String]) -> [String] {
  guard let command = arguments.first, ["plot", "peak", "rm"].contains(command) else { return arguments }
  let options = arguments.prefix { $0 != "--" }
  return options.map { argument in Int(argument).map { $0 < 0 } ?? false ? " " + argument : argument }
    + arguments.dropFirst(options.count)
}
