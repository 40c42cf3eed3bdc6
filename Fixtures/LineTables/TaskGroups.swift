import MemoryProfiler

func taskGroups() async {
  await group()
}

/// What the child tasks do counts for the lines of their closure. The tasks themselves are the runtime's.
@Profiled(precision: 8)
func group() async {
  let sum = await withTaskGroup(of: Int.self) { group in
    for n in 1...8 {
      group.addTask {
        let block = await makeLater(1_000 * n)  //! traced=36*1_000 allocs=8 runs=8
        await useBrieflyLater(200)  //! allocs=2*8 runs=8 peak=300
        drop(block)  //! traced=-36*1_000 runs=8
        return n  //! runs=8
      }
    }
    var sum = 0
    for await n in group {
      sum += n
    }
    return sum
  }
  useBriefly(sum * 10)  //! allocs=2 runs=1 peak=540
}
