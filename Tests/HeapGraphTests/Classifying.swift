// What the tests need: this process's images, addresses of what stands in the heap, and the names of its types.
#if os(Linux)
import Glibc
import Snapshots
import Synchronization

@testable import HeapGraph

/// The images that are loaded now.
func loadedImages() -> [LoadedImage] {
  typealias Visit = @convention(c) (UnsafeRawPointer?, Int, UnsafeMutableRawPointer?) -> Int32
  typealias Iterate = @convention(c) (Visit, UnsafeMutableRawPointer?) -> Int32
  // Swift's Glibc module does not have it.
  let iterate = unsafeBitCast(dlsym(nil, "dl_iterate_phdr"), to: Iterate.self)
  var images: [LoadedImage] = []
  withUnsafeMutablePointer(to: &images) { images in
    _ = iterate(
      { info, _, context in
        guard let info, let context else { return 0 }
        context.assumingMemoryBound(to: [LoadedImage].self).pointee.append(LoadedImage(info))
        return 0
      }, images)
  }
  return images
}

extension LoadedImage {
  /// From a `dl_phdr_info`: load bias, name, program headers and their count.
  fileprivate init(_ info: UnsafeRawPointer) {
    let bias = info.load(as: UInt64.self)
    let headers = info.load(fromByteOffset: 16, as: UnsafeRawPointer.self)
    let count = Int(info.load(fromByteOffset: 24, as: UInt16.self))
    let loaded = (0..<count).map { headers + $0 * 56 }.filter { $0.load(as: UInt32.self) == 1 }
    self.init(
      path: "", loadBias: bias,
      segments: loaded.map {
        let start = bias + $0.load(fromByteOffset: 16, as: UInt64.self)
        return start..<start + $0.load(fromByteOffset: 40, as: UInt64.self)
      })
  }
}

private let usableSize = unsafeBitCast(
  dlsym(nil, "malloc_usable_size"), to: (@convention(c) (UInt) -> Int).self)

func block(at address: UInt) -> BlockExtent { BlockExtent(address: address, bytes: usableSize(address)) }

func block(of object: AnyObject) -> BlockExtent {
  block(at: UInt(bitPattern: Unmanaged.passUnretained(object).toOpaque()))
}

func word(at address: UInt, _ offset: Int = 0) -> UInt {
  UnsafeRawPointer(bitPattern: address)?.load(fromByteOffset: offset, as: UInt.self) ?? 0
}

func metadata(of type: Any.Type) -> UInt { unsafeBitCast(type, to: UInt.self) }

/// The first word of a value, without spare bits: the address of the block that it refers to.
func reference<Value>(in value: Value) -> UInt {
  withUnsafeBytes(of: value) { $0.load(as: UInt.self) & 0x7fff_ffff_fff8 }
}

/// The value, in the heap as far as it can be: what the optimizer could keep on the stack escapes, and is never freed.
func kept<Value>(_ value: Value) -> Value {
  keeper.withLock { $0.values.append(value) }
  return value
}

private struct Values: @unchecked Sendable { var values: [Any] = [] }
private let keeper = Mutex(Values())

/// The second word of a function value.
func context(of function: @escaping () -> Void) -> UInt {
  struct Holder { var function: () -> Void }
  return withUnsafeBytes(of: Holder(function: function)) { $0.load(fromByteOffset: 8, as: UInt.self) }
}

extension BlockTypes {
  /// The name of each block's type; nil where it is unknown.
  mutating func names(of blocks: [BlockExtent]) -> [String?] {
    var types = [Int32](repeating: .min, count: blocks.count)
    blocks.withUnsafeBufferPointer { blocks in
      types.withUnsafeMutableBufferPointer { types in classify(blocks, into: types) }
    }
    let names = names
    return types.map { $0 == -1 ? nil : names[Int($0)] }
  }
}

/// The name of one block's type, by somebody who has met no type before.
func typeName(_ block: BlockExtent) -> String? {
  var types = BlockTypes(images: loadedImages())
  return types.names(of: [block])[0]
}

func contents(of block: BlockExtent) -> BlockContents {
  BlockContents(
    address: block.address, words: stride(from: 0, to: block.bytes & ~7, by: 8).map { word(at: block.address, $0) })
}

/// Of all words of the block that lead to this address, by somebody who has met no type before.
func properties(in block: BlockExtent, referringTo address: UInt) -> [Property] {
  var names = PropertyNames(images: loadedImages(), reader: .live)
  let contents = contents(of: block)
  return contents.words.indices.filter { contents.words[$0] & 0x7fff_ffff_fff8 == address & 0x7fff_ffff_fff8 }
    .compactMap { names.property(at: 8 * $0, in: contents) }
}

func properties(in object: AnyObject, referringTo address: UInt) -> [Property] {
  properties(in: block(of: object), referringTo: address)
}

func properties(in block: BlockExtent, referringTo object: AnyObject) -> [Property] {
  properties(in: block, referringTo: HeapGraphTests.block(of: object).address)
}

func properties(in owner: AnyObject, referringTo object: AnyObject) -> [Property] {
  properties(in: block(of: owner), referringTo: object)
}

func typeName(of object: AnyObject) -> String? { typeName(block(of: object)) }
#endif
