// Leaks, written by hand.

import Reports
import Snapshots

/// A hundred families, made in one line.
let families = LeakGroup(
  kind: .retainCycle, objects: 3, bytes: 208, occurrences: 100,
  path: [
    HeapStep(type: "Catalog.Parent", property: ".children", bytes: 48),
    HeapStep(type: "Swift._ContiguousArrayStorage<Child>", property: "[0]", bytes: 104),
    HeapStep(type: "Catalog.Child", property: ".parent", bytes: 56),
  ],
  traceback: SourceTraceback(frames: [
    SourceFrame(function: "Catalog.makeFamily(_:)", file: "/home/app/Sources/App/Family.swift", line: 12),
    SourceFrame(function: "swift_job_run", file: "libswift_Concurrency.so", line: 0),
    SourceFrame(function: "main", file: "/home/app/Sources/App/main.swift", line: 3),
  ]))

/// An object that somebody retained by hand, and what hangs on it.
let retainedByHand = LeakGroup(
  kind: .unreferenced, objects: 14, bytes: 5000, occurrences: 1,
  path: [
    HeapStep(type: "App.Session", property: ".items", bytes: 64),
    HeapStep(type: "Swift._ContiguousArrayStorage<App.Item>", bytes: 136),
  ],
  contents: [
    HeapCensus.Row(type: "App.Item", count: 8, bytes: 3840),
    HeapCensus.Row(type: "Swift.__StringStorage", count: 4, bytes: 960),
    HeapCensus.Row(type: "Swift._ContiguousArrayStorage<App.Item>", count: 1, bytes: 136),
    HeapCensus.Row(type: "App.Session", count: 1, bytes: 64),
  ])

/// A closure that captures only the object that keeps it.
let selfEdge = LeakGroup(
  kind: .retainCycle, objects: 1, bytes: 48, occurrences: 1,
  path: [HeapStep(type: "App.Player", property: ".onEnd", bytes: 48)])

/// A cycle through so many steps that a line cannot hold it.
let longCycle = LeakGroup(
  kind: .retainCycle, objects: 7, bytes: 1 << 20, occurrences: 2,
  path: [
    HeapStep(type: "App.Coordinator", property: ".screens", bytes: 64),
    HeapStep(type: "Swift._DictionaryStorage<Swift.String, App.Screen>", property: "[\"home\"]", bytes: 544),
    HeapStep(type: "App.Screen", property: ".model", bytes: 48),
    HeapStep(type: "App.Model<Swift.Array<Swift.String>>", property: ".delegate", ownership: .unowned, bytes: 80),
    HeapStep(type: "App.Relay", property: ".handler", bytes: 32),
    HeapStep(type: "closure at Relay.swift:40", property: "captured self", bytes: 40),
  ])
