/// A key as a terminal reports it.
public enum Key: Hashable, Sendable {
  /// What a key writes, space included.
  case character(Character)
  case enter, escape, backspace, tab
  case up, down, left, right
  case pageUp, pageDown, home, end
}
