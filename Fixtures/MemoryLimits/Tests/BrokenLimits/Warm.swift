import Synchronization

/// How often a test ran.
enum Warm { static let up = Mutex(0) }
