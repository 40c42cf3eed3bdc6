import MemoryProfiler

/// Eight tasks that hop between the threads, on the same lines at the same time.
func eightTasks() async {
  await withTaskGroup(of: Void.self) { group in
    for n in 1...8 {
      group.addTask {
        await warmUp()
        await blockOfItsOwnTask(n)
        await togetherInTasks(n)
        await eachTaskForItself(n)
      }
    }
  }
}

/// Eight tables, named by the number of their task.
func blockOfItsOwnTask(_ n: Int) async {
  await profile(String(n), options: ProfileOptions(precision: 8)) { step in  //! runs=1 runtime
    let block = await step("make") {  //! traced=1_000*n allocs=1 runs=1 peak=1_000*n
      await makeLater(1_000 * n)
    }
    for _ in 0..<n {
      await step("loop") { await useBrieflyLater(200) }  //! allocs=2*n runs=n peak=300
    }
    await step("drop") {  //! traced=-1_000*n runs=1
      await hop()
      drop(block)
    }
  }
}

/// One table for all eight: 1 + 2 + … + 8 = 36.
@Profiled(precision: 8)
func togetherInTasks(_ n: Int) async {
  let block = await makeLater(1_000 * n)  //! traced=36*1_000 allocs=8 runs=8 peak=8*1_000
  for _ in 0..<n {  //! runs=44
    await useBrieflyLater(200)  //! allocs=2*36 runs=36 peak=300
  }
  await hop()  //! runs=8
  drop(block)  //! traced=-36*1_000 runs=8
}

/// Eight tables, one of each call, whichever call ends first.
@Profiled(precision: 8, report: .eachCall)
func eachTaskForItself(_ n: Int) async {
  var chain = Chain()  //! runs=1
  for _ in 0..<n {  //! runs=1+n
    chain.add(100)  //! traced=100*n allocs=n runs=n peak=100
    await hop()  //! runs=n
  }
  chain.dropAll()  //! traced=-100*n runs=1
}
