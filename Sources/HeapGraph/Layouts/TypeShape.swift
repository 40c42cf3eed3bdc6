// What a value of a type is made of, as far as somebody who wants to know what stands at an offset needs it.
#if os(Linux)
import Reports

enum TypeShape {
  /// One thing without parts: a reference, a number, or what is not known.
  case leaf
  /// Stored properties, or elements of a tuple.
  case parts([Part], isShown: Bool)
  /// An enum. `isShown`: its cases are part of a property's name.
  case cases([EnumCase], isShown: Bool)
  /// The elements of an inline array.
  case elements(type: UInt, stride: Int, count: Int)
  /// Three words for the value or its box, then its type.
  case container
  /// The function, then its context.
  case function

  struct Part {
    var name: String
    var offset: Int
    /// Checked or the runtime's own answer; 0 where it is not known.
    var type: UInt
    var ownership: ReferenceOwnership
    /// Whether the type is an argument of the generic type that has the part.
    var isArgument = false
  }

  struct EnumCase {
    var name: String
    /// 0 for a case without payload, or with one that is not known.
    var payload: UInt
    var hasPayload: Bool
    var isIndirect: Bool
    /// Whether the payload's type is an argument of the enum's.
    var isArgument = false
  }
}

/// What the blocks that begin with a word are.
enum BlockShape {
  case unknown
  /// Superclasses' stored properties first.
  case object([TypeShape.Part])
  case arrayStorage(element: UInt, first: Int, stride: Int)
  case dictionaryStorage(key: UInt, value: UInt)
  case setStorage(member: UInt)
  case text
  case context([Capture])
  case box(type: UInt, offset: Int)
  case errorBox
  case task
  case taskSlab
}
#endif
