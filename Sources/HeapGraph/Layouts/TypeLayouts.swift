// Finds out, once for each type, what its values and blocks are made of. The runtime resolves the types of fields; metadata
// that it gets to see was checked before.
#if os(Linux)
import CHeapScan
import Reports

struct TypeLayouts {
  private(set) var metadata: TypeMetadata
  private var shapes: [UInt: TypeShape] = [:]
  private var blocks: [UInt: BlockShape] = [:]
  private let slabWord: UInt?

  var images: ImageRanges { metadata.images }

  init(images: ImageRanges) {
    metadata = TypeMetadata(images: images)
    // In a static executable dlsym does not find it.
    let word = UInt(mhs_task_slab_word())
    slabWord = word == 0 ? nil : word
  }

  mutating func isType(_ address: UInt) -> Bool { metadata.isType(address) }

  /// "String" of checked metadata of the standard library's structure; nil of any other type. By name: the program's standard library
  /// need not be ours.
  func standardName(of type: UInt) -> String? {
    let words = ProcessMemory.words(at: type, count: 2)
    guard words[0] == 0x200, metadata.descriptors.module(of: words[1]) == "Swift" else { return nil }
    return metadata.descriptors.name(of: words[1])
  }

  /// Of checked metadata, or of 0.
  mutating func shape(of type: UInt) -> TypeShape {
    guard type != 0 else { return .leaf }
    if let known = shapes[type] { return known }
    let shape = findShape(of: type)
    shapes[type] = shape
    return shape
  }

  /// What blocks with this first word are.
  mutating func block(ofFirstWord word: UInt) -> BlockShape {
    if let known = blocks[word] { return known }
    let block = findBlock(word)
    // What is not known may become metadata.
    if case .unknown = block { return block }
    blocks[word] = block
    return block
  }

  // MARK: Blocks

  private mutating func findBlock(_ word: UInt) -> BlockShape {
    guard TypeMetadata.isPlausible(word), word > 4096 + 16 else { return .unknown }
    if word == slabWord { return .taskSlab }
    let words = ProcessMemory.words(at: word - 16, count: 5)
    guard images.contains(words[0]) else { return .unknown }
    switch words[2] {
    case 0: return metadata.isClass(word) ? findObject(word) : .unknown
    case 0x400 where images.contains(word):
      return .context(metadata.captures(descriptor: words[4], firstOffset: Int(words[3] & 0xffff_ffff)))
    case 0x500 where isType(words[4]): return .box(type: words[4], offset: Int(words[3] & 0xffff_ffff))
    case 0x501 where images.contains(word): return .errorBox
    case 0x502 where images.contains(word): return .task
    default: return .unknown
    }
  }

  private mutating func findObject(_ type: UInt) -> BlockShape {
    let descriptor = ProcessMemory.word(at: type + 40)
    if metadata.descriptors.module(of: descriptor) == "Swift", let storage = storage(type, descriptor) {
      return storage
    }
    var parts: [TypeShape.Part] = []
    var current = type
    for _ in 0..<64 where current != 0 {
      parts.insert(contentsOf: classParts(current), at: 0)
      current = ProcessMemory.word(at: current + 8)
    }
    return .object(parts)
  }

  /// The standard library's own storages.
  private func storage(_ type: UInt, _ descriptor: UInt) -> BlockShape? {
    let name = metadata.descriptors.name(of: descriptor)
    let arguments = GenericArguments(descriptor: descriptor, kind: .class, images: images)?.types ?? []
    func argument(_ index: Int) -> UInt { ProcessMemory.word(at: type &+ UInt(bitPattern: arguments[index])) }
    switch (name, arguments.count) {
    case ("__StringStorage", 0): return .text
    case ("_ContiguousArrayStorage", 1):
      guard let element = ValueWitnesses(of: argument(0)) else { return nil }
      // Header, count and capacity.
      return .arrayStorage(element: argument(0), first: element.aligned(32), stride: element.stride)
    case ("_DictionaryStorage", 2): return .dictionaryStorage(key: argument(0), value: argument(1))
    case ("_SetStorage", 1): return .setStorage(member: argument(0))
    default: return nil
    }
  }

  /// Its own, without its superclasses'.
  private mutating func classParts(_ type: UInt) -> [TypeShape.Part] {
    let descriptor = ProcessMemory.word(at: type + 40)
    let fields = ProcessMemory.words(at: descriptor, count: 6)
    let vector = Int(fields[5] & 0xffff_ffff)
    guard vector > 0 else { return [] }
    var offset = 8 * vector
    if fields[0] >> 29 & 1 != 0 {
      // The superclass's size is known at run time only; the field leads to where it is kept.
      let bounds = descriptor + 24 &+ UInt(bitPattern: Int(Int32(truncatingIfNeeded: fields[3])))
      guard images.contains(bounds) else { return [] }
      offset += Int(bitPattern: ProcessMemory.word(at: bounds))
    }
    let count = Int(fields[4] >> 32)
    let offsets = ProcessMemory.words(at: type &+ UInt(bitPattern: offset), count: min(count, 10_000))
    return parts(of: type, descriptor, .class, offsets: offsets.map { Int(truncatingIfNeeded: $0) })
  }

  // MARK: Values

  private mutating func findShape(of type: UInt) -> TypeShape {
    let words = ProcessMemory.words(at: type, count: 4)
    switch words[0] {
    case 0x200: return structShape(type, words[1])
    case 0x201, 0x202: return enumShape(type, words[1])
    case 0x301: return tupleShape(type, count: Int(words[1]), labels: words[2])
    // Conventions: thick, block, thin, C.
    case 0x302: return words[1] >> 16 & 0xff == 0 ? .function : .leaf
    // Bit 31: not bound to classes; bits 24 to 29: 1 for errors, which are in boxes.
    case 0x303: return words[1] & 0x8000_0000 != 0 && words[1] >> 24 & 0x3f == 0 ? .container : .leaf
    case 0x307: return ProcessMemory.word(at: words[1]) & 0xff == 0 ? .container : .leaf
    case 0x308:
      guard let element = ValueWitnesses(of: words[2]), words[1] < 1 << 32 else { return .leaf }
      return .elements(type: words[2], stride: element.stride, count: Int(words[1]))
    default: return .leaf
    }
  }

  private mutating func structShape(_ type: UInt, _ descriptor: UInt) -> TypeShape {
    let counts = ProcessMemory.words(at: descriptor + 16, count: 2)
    let count = Int(counts[0] >> 32)
    let vector = counts[1] & 0xffff_ffff
    guard vector > 0, count > 0, count < 10_000 else { return .leaf }
    let offsets = ProcessMemory.words(at: type + 8 * vector, count: (count + 1) / 2).withUnsafeBytes { bytes in
      (0..<count).map { Int(bytes.load(fromByteOffset: $0 * 4, as: Int32.self)) }
    }
    let parts = parts(of: type, descriptor, .structure, offsets: offsets)
    return parts.isEmpty ? .leaf : .parts(parts, isShown: !isMachinery(descriptor))
  }

  /// Stored properties at these offsets; none when they are not told.
  private mutating func parts(
    of type: UInt, _ descriptor: UInt, _ kind: ContextDescriptors.Kind, offsets: [Int]
  ) -> [TypeShape.Part] {
    let records = FieldRecord.records(descriptor: descriptor, images: images)
    guard records.count == offsets.count else { return [] }
    let context = GenericContext(of: type, descriptor: descriptor, kind: kind, images: images)
    return zip(records, offsets).map { record, offset in
      TypeShape.Part(
        name: Self.shownName(record.name), offset: offset, type: record.type.flatMap { context?.resolve($0) } ?? 0,
        ownership: record.type?.ownership ?? .strong, isArgument: record.type?.isParameter ?? false)
    }
  }

  /// A lazy variable is stored under a name of the compiler's.
  private static func shownName(_ name: String) -> String {
    let lazy = "$__lazy_storage_$_"
    return name.hasPrefix(lazy) ? String(name.dropFirst(lazy.count)) : name
  }

  private mutating func enumShape(_ type: UInt, _ descriptor: UInt) -> TypeShape {
    let context = GenericContext(of: type, descriptor: descriptor, kind: .enumeration, images: images)
    let cases = FieldRecord.records(descriptor: descriptor, images: images).map { record in
      TypeShape.EnumCase(
        name: record.name, payload: record.type.flatMap { context?.resolve($0) } ?? 0,
        hasPayload: record.type != nil, isIndirect: record.isIndirect, isArgument: record.type?.isParameter ?? false)
    }
    let isResult = metadata.descriptors.name(of: descriptor) == "Result"
    return cases.isEmpty ? .leaf : .cases(cases, isShown: isResult || !isMachinery(descriptor))
  }

  /// Behind the header the labels, each with a blank behind it, and pairs of type and offset.
  private func tupleShape(_ type: UInt, count: Int, labels: UInt) -> TypeShape {
    guard count > 0, count < 1024 else { return .leaf }
    let text = labels == 0 ? [] : ProcessMemory.text(at: labels, limit: 65536) ?? []
    let names = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    let words = ProcessMemory.words(at: type + 24, count: 2 * count)
    return .parts(
      (0..<count).map { index in
        let label = index < names.count ? String(decoding: names[index], as: UTF8.self) : ""
        return TypeShape.Part(
          name: label.isEmpty ? String(index) : label, offset: Int(words[2 * index + 1] & 0xffff_ffff),
          type: words[2 * index], ownership: .strong)
      }, isShown: true)
  }

  /// Values of the toolchain's own types are one thing to those who use them: an array is not its buffer's storage.
  private func isMachinery(_ descriptor: UInt) -> Bool {
    Self.toolchain.contains(metadata.descriptors.module(of: descriptor))
  }

  private static let toolchain: Set = [
    "Swift", "_Concurrency", "Synchronization", "_StringProcessing", "Foundation", "FoundationEssentials",
    "FoundationInternationalization", "Dispatch",
  ]
}

/// What the types of a nominal type's fields depend on.
private struct GenericContext {
  var descriptor: UInt
  var arguments: UInt

  /// nil when the metadata's witness tables, which the runtime may call, are not in order.
  init?(of type: UInt, descriptor: UInt, kind: ContextDescriptors.Kind, images: ImageRanges) {
    self.descriptor = descriptor
    guard let generic = GenericArguments(descriptor: descriptor, kind: kind, images: images) else {
      arguments = 0
      return
    }
    arguments = type &+ UInt(bitPattern: generic.start)
    // A witness table begins with its conformance's descriptor.
    let areTables = generic.witnessTables.allSatisfy {
      images.contains(ProcessMemory.word(at: ProcessMemory.word(at: type &+ UInt(bitPattern: $0))))
    }
    if !areTables { return nil }
  }

  func resolve(_ field: MangledField) -> UInt? {
    ProgramRuntime.type(
      mangled: field.address, length: field.length, descriptor: descriptor, arguments: arguments)
  }
}
#endif
