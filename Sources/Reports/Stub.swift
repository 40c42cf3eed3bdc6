extension LineTable { public func rendered(columns: TableColumns, precision: Int) -> String { 
 "Filename: \(file) \(name ?? "")\n" + rows.map { r in
  let c = r.cost
  return "\(r.line.map(String.init) ?? "")\t\(c?.residentAfter ?? -1)\t\(c?.residentIncrement ?? 0)\tocc \(c?.occurrences.map(String.init) ?? "-")\ttraced \(c?.traced ?? 0)\tpeak \(c?.peak ?? 0)\tallocs \(c?.allocations ?? 0)\t\(r.text)" }.joined(separator: "\n") + notes.joined(separator: "\n") + "\n\n" } }
