import Foundation
import GRDB

private struct Line: Codable, FetchableRecord, PersistableRecord {
  var number: Int
  var text: String
}

/// Inserts each line of a file as a record into a database in memory, one transaction for a thousand.
func insertLines(_ path: String) throws -> Int {
  let text = try String(contentsOfFile: path, encoding: .utf8)
  let lines = text.split(separator: "\n").enumerated().map { Line(number: $0.offset, text: String($0.element)) }
  let database = try DatabaseQueue()
  try database.write { try $0.execute(sql: "CREATE TABLE line (number INTEGER PRIMARY KEY, text TEXT NOT NULL)") }
  for start in stride(from: 0, to: lines.count, by: 1000) {
    try database.write { database in
      for line in lines[start..<min(start + 1000, lines.count)] { try line.insert(database) }
    }
  }
  return try database.read { try Line.fetchCount($0) }
}
