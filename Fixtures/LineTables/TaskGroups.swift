import MemoryProfiler

func taskGroups() async {
  await group()
}

/// What the child tasks do counts for the lines of their closure. The tasks themselves are the runtime's: it frees them
/// while the parent is on any of its lines.
@Profiled(precision: 8)
func group() async {
  let sum = await withTaskGroup(of: Int.self) { group in  //! runtime
    for n in 1...8 {  //! runs=9 runtime
      group.addTask {  //! runtime
        let block = await makeLater(1_000 * n)  //! traced=36*1_000 allocs=8 runs=8
        await useBrieflyLater(200)  //! allocs=2*8 runs=8 peak=300
        drop(block)  //! traced=-36*1_000 runs=8
        return n  //! runs=8
      }
    }
    var sum = 0  //! runs=1 runtime
    for await n in group {  //! runtime
      sum += n  //! runs=8 runtime
    }
    return sum  //! runs=1 runtime
  }
  useBriefly(sum * 10)  //! allocs=2 runs=1 peak=540
}
