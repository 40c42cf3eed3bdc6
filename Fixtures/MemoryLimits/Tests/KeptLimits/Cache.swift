import Synchronization

/// Has one entry for each repetition, however often it is made.
enum Cache { static let all = Mutex<[String: [UInt8]]>([:]) }
