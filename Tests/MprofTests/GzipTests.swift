import CZlib
import Testing

@testable import mprof

private func inflated(_ bytes: [UInt8], capacity: Int) -> [UInt8]? {
  var (stream, input) = (z_stream(), bytes)
  guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
  defer { inflateEnd(&stream) }
  return input.withUnsafeMutableBufferPointer { input in
    stream.next_in = input.baseAddress
    stream.avail_in = uInt(input.count)
    var isWhole = false
    let result = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      stream.next_out = output.baseAddress
      stream.avail_out = uInt(capacity)
      isWhole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0
      count = Int(stream.total_out)
    }
    return isWhole ? result : nil
  }
}

/// Small ones, and one whose compressed form does not fit the buffer it is written through.
@Test(arguments: [0, 1, 1000, 300_000]) func whatIsCompressedComesBack(count: Int) throws {
  let bytes = randomBytes(count)
  let compressed = try gzip(bytes)
  #expect(compressed.prefix(2) == [0x1F, 0x8B])
  #expect(inflated(compressed, capacity: count + 1) == bytes)
}

@Test(arguments: [1, 65_536, 70_000]) func whatIsCompressedInPiecesComesBack(pieceSize: Int) throws {
  let bytes = randomBytes(140_000)
  #expect(inflated(try gzip(bytes, pieceSize: pieceSize), capacity: bytes.count + 1) == bytes)
}

/// They do not shrink.
private func randomBytes(_ count: Int) -> [UInt8] {
  var random: UInt32 = 1
  return (0..<count).map { _ in
    random = random &* 1_664_525 &+ 1_013_904_223
    return UInt8(random >> 24)
  }
}
