/// `mprof plot -1` means the newest recording: without help a command line would take it for an option.

/// The arguments with negative numbers last, behind `--`, where the command takes indices of recordings.
func withNegativeIndicesLast(_ arguments: [String]) -> [String] {
  guard let command = arguments.first, ["plot", "peak", "rm"].contains(command) else { return arguments }
  let options = arguments.prefix { $0 != "--" }
  let indices = options.filter { Int($0).map { $0 < 0 } ?? false }
  if indices.isEmpty { return arguments }
  return options.filter { !indices.contains($0) } + ["--"] + indices + arguments.dropFirst(options.count + 1)
}
