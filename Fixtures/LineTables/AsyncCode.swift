import MemoryProfiler

func asyncCode() async {
  await acrossSuspension()
  await loopOfSuspensions()
  for n in 0..<2 { try? await failingLater(n) }
  await recursiveLater(3)
  await steps()
  await withoutStepsLater()
}

/// Suspends several times, so that it goes on whichever thread is free.
@inline(never)
func hop() async {
  for _ in 0..<3 { await Task.yield() }
}

@inline(never)
func makeLater(_ bytes: Int) async -> Block {
  await hop()
  let block = make(bytes)
  await hop()
  return block
}

@inline(never)
func useBrieflyLater(_ bytes: Int) async {
  let whole = make(bytes)
  await hop()
  let half = make(bytes / 2)
  await hop()
  drop(whole)
  drop(half)
}

@Profiled(precision: 8)
func acrossSuspension() async {
  let first = make(1_000)  //! traced=1_000 allocs=1 runs=1 peak=1_000
  await hop()  //! runs=1
  let second = await makeLater(64 * mebibyte)  //! traced=64*1_048_576 allocs=1 runs=1 peak=64*1_048_576 rss≈64MiB
  await useBrieflyLater(2_000)  //! traced=0 allocs=2 runs=1 peak=3_000
  drop(first)  //! traced=-1_000 runs=1
  drop(second)  //! traced=-64*1_048_576 runs=1 rss≈-64MiB
  async let third = makeLater(300)
  let fourth = make(40)  //! traced=40 allocs=1 runs=1
  drop(await third)
  drop(fourth)  //! traced=-40 runs=1
}

@Profiled(precision: 8)
func loopOfSuspensions() async {
  var chain = Chain()
  for n in 0..<10 {  //! runs=11
    chain.add(100)  //! traced=10*100 allocs=10 runs=10
    if n % 2 == 0 { await useBrieflyLater(60) }  //! allocs=5*2 runs=10 peak=90
  }
  chain.dropAll()  //! traced=-10*100 runs=1
}

@Profiled(precision: 8)
func failingLater(_ n: Int) async throws {
  let block = await makeLater(100)  //! traced=2*100 allocs=2 runs=2
  defer { drop(block) }  //! traced=-2*100 runs=2
  guard n > 0 else { throw refused }  //! runs=2
  await useBrieflyLater(10)  //! allocs=2 runs=1
}

@Profiled(precision: 8)
func recursiveLater(_ depth: Int) async {
  let block = await makeLater(100)  //! traced=100 allocs=1 runs=4
  if depth > 0 {  //! runs=4
    await recursiveLater(depth - 1)  //! allocs=3 runs=3 peak=300
  }
  drop(block)  //! traced=-100 runs=4
}

func steps() async {
  await profile("async steps", options: ProfileOptions(precision: 8)) { step in  //! runs=1
    let block = await step("make") { await makeLater(500) }  //! traced=500 allocs=1 runs=1
    await step {  //! traced=-500 runs=1
      await hop()
      drop(block)
    }
    step { useBriefly(20) }  //! allocs=2 runs=1 peak=30
  }
}

func withoutStepsLater() async {
  await profile("async without steps", options: ProfileOptions(precision: 8)) {
    let block = make(1_000)  //! traced=1_000 allocs=1 peak=1_000
    await hop()
    await useBrieflyLater(2_000)  //! allocs=2 peak=3_000
    drop(block)  //! traced=-1_000
  }
}
