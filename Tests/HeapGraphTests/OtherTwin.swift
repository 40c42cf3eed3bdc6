// A private type with the same name as one in another file.
#if os(Linux)
private final class Twin {
  var number = 1
  var elsewhere: Plain?
}

enum OtherTwin {
  static func make() -> AnyObject { Twin() }
  static func fill(_ twin: AnyObject, _ plain: Plain) { (twin as? Twin)?.elsewhere = plain }
}
#endif
