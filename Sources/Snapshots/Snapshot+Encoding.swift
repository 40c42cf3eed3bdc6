/// Writing a snapshot as bytes; what they mean is said in `SnapshotFormat`.

extension Snapshot {
  /// The snapshot in the newest version of the binary form. Decoding gives an equal snapshot, provided that indices are in
  /// range, blocks ascending, and tracebacks not deeper than the 2048 frames which the recorder keeps.
  public func encoded() -> [UInt8] {
    var writer = FieldWriter()
    writer.append(SnapshotFormat.magic)
    writer.fixed(UInt64(SnapshotFormat.version), size: 4)
    let lengthOffset = writer.bytes.count
    writer.fixed(0, size: 8)
    writeSections(to: &writer)
    writer.patch(UInt64(writer.bytes.count + SnapshotFormat.checksumBytes), at: lengthOffset)
    writer.fixed(fnv1a(writer.bytes[...]), size: 8)
    return writer.bytes
  }

  private func writeSections(to writer: inout FieldWriter) {
    let tree = TracebackTree(sites)
    writer.section(.process, writeProcess)
    writer.section(.types) { $0.list(types) { $0.text($1) } }
    writer.section(.images) { $0.list(images) { $0.image($1) } }
    writer.section(.frames) { writer in
      writer.ascending(tree.returnAddresses)
      writer.ascending(tree.programCounters)
    }
    writer.section(.tree) { $0.tree(tree.nodes) }
    writer.section(.sites) { writer in
      writer.list(Array(zip(sites, tree.innermost))) { $0.site($1.0, node: $1.1) }
    }
    writer.section(.blocks) { $0.blocks(blocks) }
  }

  private func writeProcess(to writer: inout FieldWriter) {
    writer.total(totals.live)
    writer.total(totals.total)
    for value in [totals.peakBytes, totals.droppedBlocks, totals.droppedTracebacks, totals.ownBytes, maximumFrames] {
      writer.number(value)
    }
    let (seconds, attoseconds) = creationTime.components
    writer.number(Int(seconds))
    writer.number(Int(attoseconds))
  }
}

extension FieldWriter {
  fileprivate mutating func list<Element>(_ elements: [Element], _ write: (inout FieldWriter, Element) -> Void) {
    number(elements.count)
    for element in elements { write(&self, element) }
  }

  fileprivate mutating func ascending(_ addresses: [UInt64]) {
    var last: UInt64 = 0
    list(addresses) { writer, address in
      writer.unsigned(address &- last)
      last = address
    }
  }

  fileprivate mutating func image(_ image: LoadedImage) {
    text(image.path)
    counted(image.buildID)
    unsigned(image.loadBias)
    list(image.segments) { writer, segment in
      writer.unsigned(segment.lowerBound &- image.loadBias)
      writer.unsigned(segment.upperBound - segment.lowerBound)
    }
  }

  fileprivate mutating func tree(_ nodes: [TracebackTree.Node]) {
    number(nodes.count)
    for (index, node) in nodes.enumerated() {
      number(index - node.parent)
      number(node.frame)
    }
  }

  fileprivate mutating func site(_ site: AllocationSite, node: Int) {
    number(node << 1 | (site.traceback.isTruncated ? 1 : 0))
    for count in [site.live, site.total, site.peak] { total(count) }
    number(site.temporaryBlocks)
    list(site.liveByType) { writer, part in
      writer.number(part.type)
      writer.total(part.total)
    }
  }

  fileprivate mutating func blocks(_ blocks: [LiveBlock]) {
    var last: UInt64 = 0
    list(blocks) { writer, block in
      let delta = block.address &- last
      writer.unsigned(delta >> 4 | delta << 60)
      writer.number(block.bytes)
      writer.number(block.site)
      writer.number((block.type ?? -1) + 1)
      last = block.address
    }
  }
}
