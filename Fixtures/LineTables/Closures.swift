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
  let block = around {  //! allocs=1 runs=1 peak=4_000
    let block = make(700)  //! traced=700 allocs=1 runs=1 peak=700
    useBriefly(100)  //! allocs=2 runs=1 peak=150
    return block
  }
  times(2) { _ in
    times(3) { _ in
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

/// Captures nothing, so it has no context to allocate.
@Profiled(precision: 8)
func keep() {
  kept = {
    useBriefly(100)  //! allocs=2*2 runs=2 peak=150
  }
  kept?()
}

func escaping() {
  keep()
  kept?()
}
