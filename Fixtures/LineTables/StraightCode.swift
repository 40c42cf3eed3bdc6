import MemoryProfiler

func straightCode() {
  oneAfterTheOther()
  objects()
  Shelf(bytes: 300).empty()
}

@Profiled(precision: 8)
func oneAfterTheOther() {
  let small = make(1_000)  //! traced=1_000 allocs=1 runs=1 peak=1_000
  let large = make(64 * mebibyte)  //! traced=64*1_048_576 allocs=1 runs=1 peak=64*1_048_576 rss≈64MiB
  useBriefly(2_000)  //! traced=0 allocs=2 runs=1 peak=3_000
  drop(small)  //! traced=-1_000 allocs=0 runs=1 peak=0
  drop(large)  //! traced=-64*1_048_576 allocs=0 runs=1 peak=0 rss≈-64MiB
  let (a, b) = (make(10), make(20))  //! traced=30 allocs=2 runs=1 peak=30
  drop(a)  //! traced=-10 runs=1
  drop(b)  //! traced=-20 runs=1
}

@Profiled(precision: 8)
func objects() {
  var owner: Owner? = Owner(1_000)  //! traced=1_024 allocs=2 runs=1 peak=1_024
  use(owner)  //! runs=1
  owner = nil  //! traced=-1_024 allocs=0 runs=1 peak=0
  owner = Owner(500)  //! traced=524 allocs=2 runs=1
  use(owner)  //! runs=1
  owner = Owner(200)  //! traced=224*1-524 allocs=2 runs=1 peak=224
  use(owner)  //! runs=1
  owner = nil  //! traced=-224 runs=1
}

nonisolated(unsafe) private var seen: Owner?

/// The object escapes through a global variable, or the optimizer would put it on the stack.
@inline(never)
private func use(_ owner: Owner?) {
  seen = owner
  seen = nil
}

@ProfiledMembers(precision: 8)
struct Shelf {
  let block: Block
  let other: Block

  init(bytes: Int) {
    block = make(bytes)  //! traced=300 allocs=1 runs=1 peak=300
    other = make(7)  //! traced=7 allocs=1 runs=1 peak=7
  }

  func empty() {
    drop(block)  //! traced=-300 runs=1
    drop(other)  //! traced=-7 runs=1
  }
}
