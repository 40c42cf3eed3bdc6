import MemoryProfiler

func exits() {
  for n in 0..<4 { earlyReturn(n) }
  guards(nil)
  guards(2_000)
  defers()
  catching()
  deferAndThrow()
}

@Profiled(precision: 8)
func earlyReturn(_ n: Int) {
  let block = make(100)  //! traced=4*100 allocs=4 runs=4 peak=100
  if n == 0 {  //! runs=4
    return drop(block)  //! traced=-100 runs=1
  }
  useBriefly(1_000)  //! allocs=3*2 runs=3 peak=1_500
  switch n {  //! runs=3
  case 1:
    drop(block)  //! traced=-100 runs=1
    return
  case 2: useBriefly(10)  //! allocs=2 runs=1 peak=15
  default: useBriefly(20)  //! allocs=2 runs=1 peak=30
  }
  drop(block)  //! traced=-2*100 runs=2
}

@Profiled(precision: 8)
func guards(_ bytes: Int?) {
  let always = make(8)  //! traced=2*8 allocs=2 runs=2
  guard let bytes else {  //! runs=2
    drop(always)  //! traced=-8 runs=1
    return
  }
  guard case let block = make(bytes), bytes > 8 else { return }  //! traced=2_000 allocs=1 runs=1 peak=2_000
  drop(block)  //! traced=-2_000 runs=1
  drop(always)  //! traced=-8 runs=1
}

@Profiled(precision: 8)
func defers() {
  let first = make(100)  //! traced=100 allocs=1 runs=1
  defer {
    drop(first)  //! traced=-100 runs=1
  }
  do {
    let second = make(200)  //! traced=200 allocs=1 runs=1
    defer { drop(second) }  //! traced=-200 runs=1 peak=0
    useBriefly(50)  //! allocs=2 runs=1 peak=75
  }
  useBriefly(60)  //! allocs=2 runs=1 peak=90
}

struct Refused: Error {}
/// Made once: throwing it allocates nothing.
let refused: any Error = Refused()

@Profiled(precision: 8)
func failing(_ n: Int) throws -> Block {
  let block = make(1_000)  //! traced=2*1_000 allocs=2 runs=2
  if n > 0 {  //! runs=2
    drop(block)  //! traced=-1_000 runs=1
    throw refused  //! runs=1
  }
  return block  //! runs=1
}

@Profiled(precision: 8)
func typed(_ n: Int) throws(Refused) -> Block {
  let block = make(1_000)  //! traced=1_000 allocs=1 runs=1
  drop(block)  //! traced=-1_000 runs=1
  throw Refused()  //! runs=1
}

@Profiled(precision: 8)
func catching() {
  do {
    let block = try failing(0)  //! traced=1_000 allocs=1 runs=1
    drop(block)  //! traced=-1_000 runs=1
    drop(try failing(1))  //! allocs=1 runs=1 peak=1_000
    useBriefly(2_000)  //! runs=never
  } catch {
    useBriefly(10)  //! allocs=2 runs=1 peak=15
  }
  _ = try? typed(0)  //! allocs=1 runs=1 peak=1_000
}

@Profiled(precision: 8)
func deferThenThrow() throws {
  let block = make(400)  //! traced=400 allocs=1 runs=1
  defer { drop(block) }  //! traced=-400 runs=1
  for n in 0..<5 {  //! runs=3
    useBriefly(20)  //! allocs=3*2 runs=3
    if n == 2 { throw refused }  //! runs=3
  }
}

func deferAndThrow() { try? deferThenThrow() }
