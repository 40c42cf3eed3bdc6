import Snapshots

/// The parts of the heap graph's answers; what they mean is said at each `json()`.

extension JSONWriter {
  mutating func censusRow(_ row: HeapCensus.Row) {
    object { json in
      json.member("type", row.type)
      json.member("blocks", row.count)
      json.member("bytes", row.bytes)
    }
  }

  mutating func steps(_ steps: [HeapStep], isCycle: Bool) {
    array(steps.enumerated()) { json, numbered in
      let (step, leadsOn) = (numbered.element, isCycle || numbered.offset < steps.count - 1)
      json.object { json in
        json.member("type", step.type)
        json.member("bytes", step.bytes)
        json.member("property", leadsOn ? step.property : nil)
        json.member("ownership", leadsOn ? step.ownership.rawValue : nil)
      }
    }
  }

  mutating func leakGroup(_ group: LeakGroup) {
    object { json in
      json.member("kind", group.kind.rawValue)
      json.member("objects", group.objects)
      json.member("bytes", group.bytes)
      json.member("occurrences", group.occurrences)
      json.key("path")
      json.steps(group.path, isCycle: group.kind == .retainCycle)
      json.key("contents")
      json.array(group.contents) { $0.censusRow($1) }
      json.key("frames")
      if let frames = group.traceback?.frames { json.array(frames) { $0.frame($1) } } else { json.value(Int?.none) }
      json.member("occurrencesAtTraceback", group.occurrencesAtTraceback)
      json.member("isTruncated", group.traceback?.isTruncated ?? false)
    }
  }

  mutating func node(_ node: HeapNeighbourhood.Node) {
    object { json in
      json.member("id", node.id)
      json.member("type", node.type)
      json.member("bytes", node.bytes)
      json.member("retainedBytes", node.retainedBytes)
      json.member("isCentre", node.isCentre)
      json.member("isRoot", node.isRoot)
    }
  }

  mutating func edge(_ edge: HeapNeighbourhood.Edge) {
    object { json in
      json.member("from", edge.from)
      json.member("to", edge.to)
      json.member("label", edge.label)
      json.member("ownership", edge.ownership.rawValue)
    }
  }

  mutating func count(_ count: TrackedClassesTable.Count) {
    object { json in
      json.member("created", count.created)
      json.member("deinitialized", count.deinitialized)
      json.member("live", count.live)
      json.member("bytes", count.bytes)
    }
  }
}
