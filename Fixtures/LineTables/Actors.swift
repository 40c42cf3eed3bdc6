import MemoryProfiler

func actors() async {
  let store = Store()
  await store.fill(3)
  await store.empty()
  await Screen.shared.draw()
  await beside(store)
}

actor Store {
  private var chain = Chain()
  private var count = 0

  @Profiled(precision: 8)
  func fill(_ count: Int) async {
    for _ in 0..<count {  //! runs=4
      add(1_000)  //! traced=3*1_000 allocs=3 runs=3 peak=1_000
      await hop()  //! runs=3
    }
    await Screen.shared.show()  //! traced=112 allocs=3 runs=1 peak=112+150
    add(10)  //! traced=10 allocs=1 runs=1
  }

  @Profiled(precision: 8)
  func empty() {
    chain.dropAll()  //! traced=-3*1_000-10-64 runs=2
  }

  func add(_ bytes: Int) { chain.add(bytes) }
}

@globalActor
actor Screen {
  static let shared = Screen()

  func show() { useBriefly(100) }

  @Profiled(precision: 8)
  func draw() {
    useBriefly(300)  //! allocs=2 runs=1 peak=450
  }
}

/// From outside the actor: what it does on the caller's behalf is the caller's.
@Profiled(precision: 8)
func beside(_ store: Store) async {
  await store.add(64)  //! traced=64 allocs=1 runs=1
  await store.empty()  //! traced=-64 runs=1
}
