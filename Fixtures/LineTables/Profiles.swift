import MemoryProfiler

func profiles() {
  withSteps()
  try? throwingOut()
  withoutSteps()
  expression()
}

func withSteps() {
  profile("with steps", options: ProfileOptions(precision: 8)) { step in  //! traced=10-10 allocs=1 runs=1
    let large = step("make") { make(64 * mebibyte) }  //! traced=64*1_048_576 allocs=1 runs=1 rss≈64MiB
    let beside = make(10)
    for _ in 0..<3 {
      step { useBriefly(100) }  //! allocs=3*2 runs=3 peak=150
    }
    step("drop") {  //! traced=-64*1_048_576 runs=1 rss≈-64MiB
      drop(large)
      step("inside") { useBriefly(1_000) }  //! allocs=2 runs=1 peak=1_500
    }
    drop(beside)
  }
}

func throwingOut() throws {
  try profile("throwing", options: ProfileOptions(precision: 8)) { step in  //! runs=1
    let block = step { make(500) }  //! traced=500 allocs=1 runs=1
    try step("throw") {  //! traced=-500 runs=1
      drop(block)
      throw refused
    }
    step("never") { useBriefly(10) }  //! runs=never
  }
}

/// Lines are found in the tracebacks of the allocations; how often they ran is not known.
func withoutSteps() {
  profile("without steps", options: ProfileOptions(precision: 8)) {
    let first = make(1_000)  //! traced=1_000 allocs=1 peak=1_000
    useBriefly(2_000)  //! allocs=2 peak=3_000
    let second = make(64 * mebibyte)  //! traced=64*1_048_576 allocs=1 peak=64*1_048_576
    drop(first)  //! traced=-1_000
    drop(second)  //! traced=-64*1_048_576
  }
}

func expression() {
  #profile(precision: 8) {
    var chain = Chain()
    for _ in 0..<5 {  //! runs=6
      chain.add(100)  //! traced=500 allocs=5 runs=5
    }
    chain.dropAll()  //! traced=-500 runs=1
  }
  let bytes = #profile(precision: 8) {
    let block = make(24)  //! traced=24 allocs=1 runs=1
    drop(block)  //! traced=-24 runs=1
    return 24
  }
  precondition(bytes == 24)
}
