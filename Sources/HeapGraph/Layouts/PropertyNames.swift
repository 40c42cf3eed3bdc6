// Names what stands at an offset of a block, as a person would write the way there.
#if os(Linux)
import Reports
import Snapshots

/// One value may answer for many pictures, on one thread at a time; it remembers the types that it has met. Asking for the layout of a
/// type met for the first time allocates and takes locks of the Swift runtime.
package struct PropertyNames {
  var layouts: TypeLayouts
  let reader: MemoryReader

  /// - Parameters:
  ///   - images: where compilers' metadata lies.
  ///   - reader: reads the text of keys.
  package init(images: [LoadedImage], reader: MemoryReader) {
    layouts = TypeLayouts(images: ImageRanges(images))
    self.reader = reader
  }

  /// nil when the type says nothing about the place.
  package mutating func property(at offset: Int, in block: BlockContents) -> Property? {
    guard let word = block.words.first, offset >= 16, offset <= 8 * block.words.count - 8 else { return nil }
    let bytes = ValueBytes(all: block.words)
    switch layouts.block(ofFirstWord: word) {
    case .object(let parts): return property(at: Place(offset: offset, bytes: bytes), in: parts, isShown: true)
    case .arrayStorage(let element, let first, let stride):
      return property(at: offset, inArrayOf: element, first: first, stride: stride, bytes)
    case .dictionaryStorage(let key, let value):
      return property(at: offset, inTableOf: key, value, HashTable(block, hasValues: true))
    case .setStorage(let member):
      return property(at: offset, inTableOf: member, nil, HashTable(block, hasValues: false))
    case .context(let captures): return property(at: offset, in: captures, bytes)
    case .box(let type, let first): return property(at: offset, inBoxOf: type, first: first, bytes)
    case .errorBox:
      let type = block.words.count > 2 ? block.words[2] : 0
      guard layouts.isType(type), let witnesses = ValueWitnesses(of: type) else { return nil }
      return property(at: offset, inBoxOf: type, first: witnesses.aligned(32), bytes)
    case .task: return TaskPlaces.property(at: offset)
    case .taskSlab: return TaskPlaces.propertyOfSlab(at: offset)
    case .unknown, .text: return nil
    }
  }

  private mutating func property(
    at offset: Int, inArrayOf element: UInt, first: Int, stride: Int, _ bytes: ValueBytes
  ) -> Property? {
    guard offset >= first, stride > 0, let count = bytes.word(at: 16),
      (offset - first) / stride < Int(bitPattern: count)
    else { return nil }
    let index = (offset - first) / stride
    let start = first + index * stride
    return property(at: Place(name: "[\(index)]", offset: offset - start, bytes: bytes.from(start)), in: element)
  }

  private mutating func property(at offset: Int, inBoxOf type: UInt, first: Int, _ bytes: ValueBytes) -> Property? {
    guard offset >= first else { return nil }
    var found = property(at: Place(offset: offset - first, bytes: bytes.from(first)), in: type)
    if found?.name == "" { found?.name = "value" }
    return found
  }
}

/// A place in a value, and how one got to the value.
struct Place {
  var name = ""
  /// From the value's start.
  var offset: Int
  var bytes: ValueBytes

  /// The same place in a part of the value.
  func inside(name more: String, at start: Int) -> Place {
    Place(name: name + more, offset: offset - start, bytes: bytes.from(start))
  }
}

/// Plain words for places in tasks, which have no names.
private enum TaskPlaces {
  /// In all versions of the runtime, which must keep it: a job's header, and all of a task's own.
  private static let jobBytes = 64
  private static let taskBytes = 24 * 8

  static func property(at offset: Int) -> Property? {
    switch offset {
    case jobBytes: Property(name: "awaiting", ownership: .strong)
    case taskBytes...: Property(name: "local values", ownership: .strong)
    default: nil
    }
  }

  static func propertyOfSlab(at offset: Int) -> Property? {
    offset < 32 ? nil : Property(name: "local values", ownership: .strong)
  }
}
#endif
