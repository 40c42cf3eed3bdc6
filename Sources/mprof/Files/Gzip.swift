import CZlib

/// The bytes as a gzip file (RFC 1952), without a name or a time: equal input gives equal output.
/// - Parameter pieceSize: how much zlib is given at once; it counts in 32 bits.
func gzip(_ bytes: [UInt8], pieceSize: Int = 1 << 30) throws(CompressionError) -> [UInt8] {
  var stream = z_stream()
  // 15 bits of window; 16 more ask for gzip's header.
  let status = deflateInit2_(
    &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    CInt(MemoryLayout<z_stream>.size))
  if status != Z_OK { throw CompressionError(status: status) }
  defer { deflateEnd(&stream) }
  var result: [UInt8] = []
  var input = bytes[...]
  repeat {
    let piece = input.prefix(pieceSize)
    input = input.dropFirst(piece.count)
    try deflate(piece, isLast: input.isEmpty, &stream, into: &result)
  } while !input.isEmpty
  return result
}

private func deflate(
  _ piece: ArraySlice<UInt8>, isLast: Bool, _ stream: inout z_stream, into result: inout [UInt8]
) throws(CompressionError) {
  var piece = Array(piece)
  let status = piece.withUnsafeMutableBufferPointer { input in
    stream.next_in = input.baseAddress
    stream.avail_in = uInt(input.count)
    var status = Z_OK
    // With room left in the output there was no more to write.
    repeat {
      status = deflateOnce(isLast ? Z_FINISH : Z_NO_FLUSH, &stream, &result)
    } while status == Z_OK && stream.avail_out == 0
    return status
  }
  // Z_BUF_ERROR: the output ended just where the buffer did, and there was nothing left to do.
  if isLast ? status != Z_STREAM_END : (status != Z_OK && status != Z_BUF_ERROR) {
    throw CompressionError(status: status)
  }
}

private func deflateOnce(_ flush: CInt, _ stream: inout z_stream, _ result: inout [UInt8]) -> CInt {
  let capacity = 1 << 16
  var status = Z_OK
  result += [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
    stream.next_out = output.baseAddress
    stream.avail_out = uInt(capacity)
    status = CZlib.deflate(&stream, flush)
    count = capacity - Int(stream.avail_out)
  }
  return status
}

/// zlib refused: there was no memory, or its headers and its library are of different versions.
struct CompressionError: Error, CustomStringConvertible {
  /// zlib's.
  let status: CInt
  var description: String { "The profile cannot be compressed: \(String(cString: zError(status)))" }
}
