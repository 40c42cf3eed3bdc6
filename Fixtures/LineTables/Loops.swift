import MemoryProfiler

func loops() {
  everyKindOfLoop()
  growAndShrink()
  labelled()
}

@Profiled(precision: 8)
func everyKindOfLoop() {
  var chain = Chain()
  for _ in 0..<100 {  //! runs=101
    chain.add(1_000)  //! traced=100*1_000 allocs=100 runs=100 peak=1_000
  }
  var n = 0
  while n < 10 {  //! runs=11
    chain.dropLast()  //! traced=-10*1_000 runs=10 peak=0
    n += 1  //! runs=10
  }
  repeat {
    useBriefly(200)  //! traced=0 allocs=2*10 runs=10 peak=300
    n -= 1  //! runs=10
  } while n > 0  //! runs=10
  for i in 0..<10 where i % 2 == 0 {
    for _ in 0..<i {  //! runs=25
      chain.add(10)  //! traced=20*10 allocs=20 runs=20 peak=10
    }
  }
  for i in 0..<4 {  //! runs=5
    if i % 2 == 0 { continue }  //! runs=4
    chain.add(16)  //! traced=2*16 allocs=2 runs=2
  }
  chain.dropAll()  //! traced=-90*1_000-20*10-2*16 runs=1 peak=0
}

/// memory_profiler shows the growth of the first iteration and none of the rest.
@Profiled(precision: 8)
func growAndShrink() {
  for _ in 0..<4 {  //! runs=5
    let block = make(32 * mebibyte)  //! traced=4*32*1_048_576 allocs=4 runs=4 peak=32*1_048_576 rss≈128MiB
    drop(block)  //! traced=-4*32*1_048_576 runs=4 rss≈-128MiB
  }
}

@Profiled(precision: 8)
func labelled() {
  var chain = Chain()
  outer: for row in 0..<10 {  //! runs=3
    for column in 0..<10 {  //! runs=14
      chain.add(100)  //! traced=14*100 allocs=14 runs=14 peak=100
      if row == 0 && column == 9 { continue outer }  //! runs=14
      if column == 2 && row == 1 { break }  //! runs=13
      guard row < 2 else { break outer }  //! runs=12
    }
    chain.add(50)  //! traced=50 allocs=1 runs=1
  }
  chain.dropAll()  //! traced=-14*100-50 runs=1
}
