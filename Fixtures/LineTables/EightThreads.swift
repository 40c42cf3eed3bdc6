import MemoryProfiler

/// Thread `n` allocates `n` times as much as the first. They meet between the lines, so that all of them are on the
/// same line at the same moment and nobody's bytes may stand in another's table.
func eightThreads() {
  let meeting = MeetingPoint(8)
  onThreads(8) { n in
    meeting.wait()
    blockOfItsOwn(n, meeting)
    meeting.wait()
    together(n, meeting)
    meeting.wait()
    eachForItself(n, meeting)
  }
}

/// Eight tables, named by the number of their thread.
func blockOfItsOwn(_ n: Int, _ meeting: MeetingPoint) {
  profile(String(n), options: ProfileOptions(precision: 8)) { step in  //! runs=1
    let block = step("make") {  //! traced=1_000*n allocs=1 runs=1 peak=1_000*n
      meeting.wait()
      return make(1_000 * n)
    }
    for _ in 0..<n {
      step("loop") { useBriefly(200) }  //! allocs=2*n runs=n peak=300
    }
    step("drop") {  //! traced=-1_000*n runs=1
      meeting.wait()
      drop(block)
    }
  }
}

/// One table for all eight: 1 + 2 + … + 8 = 36.
@Profiled(precision: 8)
func together(_ n: Int, _ meeting: MeetingPoint) {
  meeting.wait()  //! runs=8
  let block = make(1_000 * n)  //! traced=36*1_000 allocs=8 runs=8 peak=8*1_000
  meeting.wait()  //! runs=8
  for _ in 0..<n {  //! runs=44
    useBriefly(200)  //! allocs=2*36 runs=36 peak=300
  }
  meeting.wait()  //! runs=8
  drop(block)  //! traced=-36*1_000 runs=8
}

/// Eight tables, one of each call, whichever call ends first.
@Profiled(precision: 8, report: .eachCall)
func eachForItself(_ n: Int, _ meeting: MeetingPoint) {
  var chain = Chain()  //! runs=1
  for _ in 0..<n {  //! runs=1+n
    chain.add(100)  //! traced=100*n allocs=n runs=n peak=100
  }
  meeting.wait()  //! runs=1
  chain.dropAll()  //! traced=-100*n runs=1
}
