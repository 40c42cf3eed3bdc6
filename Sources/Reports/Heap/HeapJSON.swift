import Snapshots

/// The answers as JSON. Each is one object with `format` and `version`: a later release may add members, and raises the version when
/// one of these changes its meaning. Bytes are requested bytes; a count is an object, `{"blocks":2,"bytes":48}`.

private func document(_ format: String, _ members: (inout JSONWriter) -> Void) -> [UInt8] {
  var json = JSONWriter()
  json.object { json in
    json.member("format", "swift-memory-profiler \(format)")
    json.member("version", 1)
    members(&json)
  }
  json.endLine()
  return json.bytes
}

extension HeapCensus {
  /// Version 1 has `total` and `types`, the most bytes first: `type`, `blocks`, `bytes`.
  public func json() -> [UInt8] {
    document("heap census") { json in
      json.member("total", total)
      json.key("types")
      json.lines(rows) { $0.censusRow($1) }
    }
  }
}

extension HeapCensusDifference {
  /// Version 1 has `difference`, of all types together, and `types`, the largest change first: `type`, and as counts `earlier`,
  /// `later` and `difference`.
  public func json() -> [UInt8] {
    document("heap census difference") { json in
      json.member("difference", difference)
      json.key("types")
      json.lines(rows) { json, row in
        json.object { json in
          json.member("type", row.type)
          json.member("earlier", row.earlier)
          json.member("later", row.later)
          json.member("difference", row.difference)
        }
      }
    }
  }
}

extension HeapPath {
  /// Version 1 has `root` and `steps`: `type`, `bytes`, and of the reference that leads on `property` and `ownership` (`strong`,
  /// `weak`, `unowned`, `unmanaged`; null in the last step). `bytes` and `property` may be null.
  public func json() -> [UInt8] {
    document("heap path") { json in
      json.member("root", root)
      json.key("steps")
      json.steps(steps, isCycle: false)
    }
  }
}

extension LeakReport {
  /// Version 1 has `scope` (`leaks` or `retainCycles`), `leaks`, their number, `total`, `suppressed` (`leaks` and `total`),
  /// `missingTracebacks` (why some have none, or null), and `groups`, the most bytes first: `kind` (`retain cycle` or
  /// `unreferenced`), `objects` and `bytes` of one leak, `occurrences`, `path` (as the `steps` of a path; those of a
  /// cycle all lead on), `contents` (as the `types` of a census), `frames` (innermost first: `function`, `file`, `line`; null
  /// where not recorded), `occurrencesAtTraceback` (how many leaks have these frames, null for all) and `isTruncated`, whether
  /// callers are missing.
  public func json() -> [UInt8] {
    document("leaks") { json in
      json.member("scope", scope.rawValue)
      json.member("leaks", leakCount)
      json.member("total", total)
      json.key("suppressed")
      json.object { json in
        json.member("leaks", suppressed.leaks)
        json.member("total", suppressed.total)
      }
      json.member("missingTracebacks", missingTracebacks)
      json.key("groups")
      json.lines(groups) { $0.leakGroup($1) }
    }
  }
}

extension HeapNeighbourhood {
  /// Version 1 has `title` or null; `nodes`: `id`, `type`, `bytes` and `retainedBytes` (may be null), `isCentre`, `isRoot`;
  /// `edges`: `from` and `to` as ids, `label` or null, `ownership`.
  public func json() -> [UInt8] {
    document("heap neighbourhood") { json in
      json.member("title", title)
      json.key("nodes")
      json.lines(nodes) { $0.node($1) }
      json.key("edges")
      json.lines(edges) { $0.edge($1) }
    }
  }
}

extension TrackedClassesTable {
  /// Version 1 has `classes` and `marks`, in the order of time: `name`, `seconds` since tracking began, `counts`, in the order of
  /// `classes`: `created`, `deinitialized`, `live`, `bytes`.
  public func json() -> [UInt8] {
    document("tracked classes") { json in
      json.key("classes")
      json.array(classes)
      json.key("marks")
      json.lines(marks) { json, mark in
        json.object { json in
          json.member("name", mark.name)
          json.member("seconds", mark.time)
          json.key("counts")
          json.array(classes) { $0.count(mark.counts[$1] ?? .zero) }
        }
      }
    }
  }
}
