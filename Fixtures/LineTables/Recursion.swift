import MemoryProfiler

func recursion() {
  descend(3)
  even(4)
  descend(0)
}

/// What the inner activations do stands on the line on which the outermost one calls.
@Profiled(precision: 8)
func descend(_ depth: Int) {
  let block = make(100)  //! traced=2*100 allocs=2 runs=5 peak=100
  if depth > 0 {  //! runs=5
    descend(depth - 1)  //! traced=0 allocs=3 runs=3 peak=300
  }
  drop(block)  //! traced=-2*100 runs=5
}

@Profiled(precision: 8)
func even(_ n: Int) {
  let block = make(10)  //! traced=10 allocs=1 runs=3 peak=10
  if n > 0 { odd(n - 1) }  //! traced=0 allocs=4 runs=3 peak=2*10+2*1_000
  drop(block)  //! traced=-10 runs=3
}

@Profiled(precision: 8)
func odd(_ n: Int) {
  let block = make(1_000)  //! traced=1_000 allocs=1 runs=2 peak=1_000
  if n > 0 { even(n - 1) }  //! traced=0 allocs=3 runs=2 peak=2*10+1_000
  drop(block)  //! traced=-1_000 runs=2
}
