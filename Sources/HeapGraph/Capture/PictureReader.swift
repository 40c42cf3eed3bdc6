// Reads memory and maps of a picture: the copy writes what it is asked for into shared memory.
#if os(Linux)
import CHeapPicture
import Glibc
import Snapshots

struct PictureReader {
  private let picture: OpaquePointer
  private let pieces: UnsafeMutablePointer<mph_piece>
  private let request: UnsafeMutablePointer<mph_read_request>
  private let target: UnsafeMutableRawPointer
  private let mapsRequest: UnsafeMutablePointer<mph_maps_request>
  private let mapsText: UnsafeMutablePointer<CChar>

  init(_ picture: OpaquePointer, _ room: inout SharedRoom) {
    self.picture = picture
    pieces = room.take(mph_piece.self, count: ProcessMemory.mostPieces)
    request = room.take(mph_read_request.self, count: 1)
    target = UnsafeMutableRawPointer(room.take(UInt64.self, count: RoomPlan.readBytes / 8))
    mapsRequest = room.take(mph_maps_request.self, count: 1)
    mapsText = room.take(CChar.self, count: RoomPlan.mapsText)
  }

  var memoryReader: MemoryReader { MemoryReader { pieces, buffer in read(pieces, buffer) } }

  /// Where the bytes of the pieces stand, one behind the other; 0 where there is nothing to read, or no copy any more.
  private func read(_ wanted: UnsafeMutableBufferPointer<iovec>, _ buffer: UnsafeMutableRawPointer) -> UnsafeRawPointer
  {
    precondition(wanted.count <= ProcessMemory.mostPieces)
    var bytes = 0
    for (index, piece) in wanted.enumerated() {
      pieces[index] = mph_piece(address: UInt(bitPattern: piece.iov_base), bytes: piece.iov_len)
      bytes += piece.iov_len
    }
    precondition(bytes <= RoomPlan.readBytes)
    request.pointee = mph_read_request(pieces: pieces, count: wanted.count, target: target)
    if mph_call(picture, mph_read, request) != 0 { memset(target, 0, bytes) }
    return UnsafeRawPointer(target)
  }

  /// nil when the copy is gone, or has more mappings than the kernel allows.
  func maps() -> [MemoryMap]? {
    mapsRequest.pointee = mph_maps_request(target: mapsText, capacity: RoomPlan.mapsText, length: 0)
    guard mph_call(picture, mph_read_maps, mapsRequest) == 0, mapsRequest.pointee.length <= RoomPlan.mapsText
    else { return nil }
    var parser = SmapsParser()
    parser.add(
      UnsafeRawBufferPointer(start: mapsText, count: mapsRequest.pointee.length))
    return parser.maps
  }
}

/// What is told of a picture when it is gone.
struct PictureFacts: Sendable {
  var way: mph_way
  var pause: Duration
  var threads: Int

  init(_ picture: OpaquePointer) {
    way = mph_way_of(picture)
    pause = .nanoseconds(Int64(mph_pause_nanoseconds(picture)))
    var count = 0
    _ = mph_threads(picture, &count)
    threads = count
  }
}
#endif
