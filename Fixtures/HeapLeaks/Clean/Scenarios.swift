// By name, for the command line.
let synchronousScenarios: [String: @Sendable () throws -> Void] = [
  "foundationValues": foundationValues, "foundationObjects": foundationObjects,
  "runtimeCaches": runtimeCaches, "foundationsOwn": foundationsOwn, "files": files, "dispatch": dispatch,
  "strings": strings, "values": values, "references": references, "unowned": unownedReferences,
  "existentials": existentials, "collections": collections, "unmanaged": unmanaged, "pointers": pointers,
  "cLibrary": cLibrary, "threads": threads, "lateStart": lateStart, "endedThread": endedThread,
  "network": network, "load": load,
  "weakDelegates": weakDelegates, "reachableCycles": reachableCycles, "scheduledTimer": scheduledTimer,
  "observers": observers, "observedLeak": observedLeak,
]
let asynchronousScenarios: [String: @Sendable () async throws -> Void] = [
  "tasks": tasks, "streams": streams, "continuations": continuations, "actors": actors, "observation": observation,
  "sleepingTasks": sleepingTasks, "staleTaskFrames": staleTaskFrames,
]
