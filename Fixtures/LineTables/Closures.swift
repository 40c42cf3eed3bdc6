import MemoryProfiler

func closures() {
  given()
  nestedFunctions()
  escaping()
}

@inline(never)
private func times(_ count: Int, _ body: (Int) -> Void) {
  for n in 0..<count { body(n) }
}

@inline(never)
private func around(_ body: () -> Block) -> Block {
  let spare = make(4_000)
  let block = body()
  drop(spare)
  return block
}

@Profiled(precision: 8)
func given() {
  var chain = Chain()
  times(10) { n in
    chain.add(100)  //! traced=10*100 allocs=10 runs=10 peak=100
    if n > 5 { return }  //! runs=10
    chain.add(50)  //! traced=6*50 allocs=6 runs=6 peak=50
  }
  // A closure that captures nothing and goes to a free function may be a C function: it has no rows of its own.
  let size = 700
  let block = around {  //! allocs=1 runs=1 peak=4_000
    let block = make(size)  //! traced=700 allocs=1 runs=1 peak=700
    useBriefly(100)  //! allocs=2 runs=1 peak=150
    return block
  }
  // Nothing but calls might be a result builder's: a statement that none takes tells that it is not.
  times(2) { m in
    guard m < 5 else { return }  //! runs=2
    times(3) { n in
      if n > 5 { return }  //! runs=6
      chain.add(10)  //! traced=6*10 allocs=6 runs=6
    }
    chain.add(20)  //! traced=2*20 allocs=2 runs=2
  }
  drop(block)  //! traced=-700 runs=1
  chain.dropAll()  //! traced=-10*100-6*50-6*10-2*20 runs=1
}

@Profiled(precision: 8)
func nestedFunctions() {
  func inner(_ bytes: Int) -> Block {
    return make(bytes)  //! traced=300 allocs=2 runs=2
  }
  let first = inner(100)
  let second = inner(200)
  drop(first)  //! traced=-100 runs=1
  drop(second)  //! traced=-200 runs=1
}

nonisolated(unsafe) private var kept: (() -> Void)?

/// The closure's context is 24 bytes and what it captures: the number, and the probe.
@Profiled(precision: 8)
func keep(_ bytes: Int) {
  kept = {  //! traced=56 allocs=1 runs=1
    useBriefly(bytes)  //! allocs=2*2 runs=2 peak=150
  }
  kept?()
}

func escaping() {
  keep(100)
  kept?()
}
