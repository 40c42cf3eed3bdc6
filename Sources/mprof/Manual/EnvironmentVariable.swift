/// What mprof, the library and recorded programs read from the environment: the one list, for help, manual and README.
struct EnvironmentVariable {
  let name: String
  /// What stands behind `=`; nil when any value does.
  let value: String?
  /// Sentences.
  let meaning: String

  /// `NAME=value`
  var assignment: String { value.map { "\(name)=\($0)" } ?? name }

  static let all = [
    EnvironmentVariable(
      name: "MEMORY_PROFILER", value: "off",
      meaning: """
        In a program that links the library MemoryProfiler, every wrapper only runs its body; nothing is traced, printed or \
        recorded, by mprof run either.
        """),
    EnvironmentVariable(
      name: "MPROF_FRAMES", value: "256",
      meaning: """
        A program that links the library traces every allocation from launch on, with up to so many frames of its \
        traceback, from 1 to 2048; with 0 it counts sizes alone. mprof run sets this to what its options say, mprof leaks \
        --heap to 256.
        """),
    EnvironmentVariable(
      name: "MPROF_RECORD_BASELINES", value: "1",
      meaning: """
        Tests that are held to a memory baseline, with MemoryProfilerTesting, record it instead: those that are missing, and those that \
        changed by more than their tolerance.
        """),
    EnvironmentVariable(
      name: "MPROF_RECORDING", value: "FILE",
      meaning: """
        The recording into which a traced program and its children write. mprof run makes the file and sets this; it is not to be \
        set by hand.
        """),
    EnvironmentVariable(
      name: "MPROF_HEAP", value: "FILE",
      meaning: """
        Where a traced program finds what mprof leaks --heap asks of it, and puts its leak report when it exits. mprof makes the file and sets \
        this; it is not to be set by hand.
        """),
    EnvironmentVariable(
      name: "LD_PRELOAD", value: "LIBRARIES",
      meaning: """
        mprof run and mprof leaks --heap put their library before those that are listed, for the program and its children.
        """),
    EnvironmentVariable(
      name: "TMPDIR", value: "/tmp", meaning: "Where mprof leaks --heap keeps a file while the program runs."),
    EnvironmentVariable(
      name: "PATH", value: "FOLDERS",
      meaning: "Where mprof run and mprof leaks --heap look for a program that is given without a folder."),
    EnvironmentVariable(
      name: "PYTHONMALLOC", value: "malloc",
      meaning: """
        Read by python3 itself, which otherwise cuts small blocks out of its own memory: set it to see each of them in a recording.
        """),
    EnvironmentVariable(
      name: "DEBUGINFOD_URLS", value: "SERVERS",
      meaning: """
        No server is ever asked. Where this is set, separate debug information is looked for by build ID only, in \
        /usr/lib/debug/.build-id.
        """),
    EnvironmentVariable(
      name: "NO_COLOR", value: nil, meaning: "When set and not empty, what is shown on a terminal has no colours."),
    EnvironmentVariable(
      name: "TERM", value: "dumb",
      meaning: "mprof tree and mprof live need a whole screen, which such a terminal does not have."),
    EnvironmentVariable(
      name: "LANG", value: "en_US.UTF-8",
      meaning:
        "Unless this, or LC_ALL or LC_CTYPE before it, names UTF-8, mprof tree and mprof live draw with ASCII alone."),
    EnvironmentVariable(
      name: "COLUMNS", value: "80", meaning: "How wide mprof plot draws with characters where there is no terminal."),
  ]
}
