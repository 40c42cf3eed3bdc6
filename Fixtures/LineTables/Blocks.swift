// Memory of exactly known size, which the optimizer can neither remove nor combine: the functions are not inlined and
// call libc. All of it is touched, so that it counts in RSS too.
import Glibc

typealias Block = UnsafeMutableRawPointer

/// One block of `bytes` bytes.
@inline(never)
func make(_ bytes: Int) -> Block {
  let block = malloc(bytes)!
  memset(block, 1, bytes)
  return block
}

@inline(never)
func drop(_ block: Block) { free(block) }

/// Two blocks that are gone again when it returns: `bytes` and half of it, both live at its peak.
@inline(never)
func useBriefly(_ bytes: Int) {
  let whole = make(bytes)
  let half = make(bytes / 2)
  drop(whole)
  drop(half)
}

/// A chain of blocks, each of which holds the one before in its first word: no memory but theirs.
struct Chain {
  private var last: Block?

  @inline(never)
  mutating func add(_ bytes: Int) {
    let block = make(bytes)
    block.storeBytes(of: last, as: Block?.self)
    last = block
  }

  @inline(never)
  mutating func dropLast() {
    guard let block = last else { return }
    last = block.load(as: Block?.self)
    drop(block)
  }

  @inline(never)
  mutating func dropAll() {
    while last != nil { dropLast() }
  }
}

/// An object of 24 bytes, its header and a pointer, that owns one block.
final class Owner {
  private let block: Block
  init(_ bytes: Int) { block = make(bytes) }
  deinit { drop(block) }
}

let mebibyte = 1 << 20
