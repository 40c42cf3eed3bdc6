/// What the manual says beyond the help of the commands. Text as `paragraphs` reads it.

let manualSummary = "where the memory of a program goes, line by line"

let manualDescription = """
  `mprof run` records what a program allocates, and where: each block with the functions that asked for it, over the whole run. \
  The program needs no change and no rebuild; no root and no ptrace rights are needed. With debug information, functions have \
  their source lines. The other commands read such a recording while it is written, afterwards, and on another machine; most of them \
  read snapshots, too, which a program that links the library MemoryProfiler writes itself.

  Bytes are those that the program asked for, not those that malloc set aside. A block is live from its allocation until it is \
  freed; the peak is the moment at which the most bytes were live.

  Programs that are linked statically, change their user, or bring a malloc of their own cannot be recorded.
  """

let manualFiles: [(path: String, meaning: String)] = [
  (
    "mprofile_YYYYMMDDhhmmss.mprof",
    "The recording that `mprof run` writes into the current folder unless told otherwise. Its size goes with the number of distinct "
      + "call paths, not of allocations. Only its owner can read it."
  ),
  (
    "FILE.html, FILE.svg",
    "What `mprof flamegraph` and `mprof plot` write beside FILE unless told otherwise."
  ),
  (
    "../lib/libmprof-preload.so",
    "Beside the folder of mprof, or in it: what `mprof run` and `mprof leaks --heap` load into programs."
  ),
  (
    "../lib/libmprof-heap.so",
    "Beside it: what `mprof leaks --heap` loads into a program when it exits, unless that links the library."
  ),
]

let manualStatuses: [(status: String, meaning: String)] = [
  ("0", "The command did what was asked."),
  (
    "1",
    "It could not: one sentence on standard error says why. Or `mprof diff --fail-over` found more bytes than it may, or "
      + "`mprof leaks --fail-on-leaks` leaks."
  ),
  ("2", "The command line was wrong: one sentence on standard error says how."),
]

let manualRunStatus = """
  `mprof run` and `mprof leaks --heap` end as the program did: with its status, or by the same signal. Status 1 without a recording \
  means that the program was not started.
  """

let manualExamples: [(does: String, commands: [String])] = [
  (
    "Record a program, see the functions that held the most at its peak, and look at its call paths in a browser:",
    [
      "mprof run -o app.mprof ./app --import big.json", "mprof summary --by function app.mprof",
      "mprof flamegraph app.mprof",
    ]
  ),
  (
    "Record a Python program with all of its small blocks:",
    ["PYTHONMALLOC=malloc mprof run -o py.mprof python3 script.py"]
  ),
  (
    "Fail a test when the program leaks, but for what a module is known to leak:",
    ["mprof leaks --heap --fail-on-leaks --suppress module:Foo ./app --test"]
  ),
  (
    "Hand a recording to other tools:",
    ["mprof export -f pprof -o heap.pb.gz app.mprof", "go tool pprof -top heap.pb.gz"]
  ),
]
