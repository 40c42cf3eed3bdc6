// Excerpts: the blocks of a closure, apart from everything else.
import CAllocationRecorder
import CRecorderTestSupport
import Glibc
import Testing

extension RecorderSuites {
  @Suite struct ExcerptTests {
    private func open() -> OpaquePointer {
      var excerpt: OpaquePointer?
      #expect(mpr_excerpt_open(&excerpt) == 0)
      return excerpt!
    }

    private func read(_ excerpt: OpaquePointer) -> mpr_totals {
      var totals = mpr_totals()
      mpr_read_excerpt(excerpt, &totals)
      return totals
    }

    private func sites(_ excerpt: OpaquePointer) -> [UInt32] {
      var cursor: UInt32 = 0
      var statistics = mpr_site_statistics()
      var sites: [UInt32] = []
      while case let site = mpr_next_excerpt_site(excerpt, &cursor, &statistics), site > 0 { sites.append(site) }
      return sites
    }

    @Test func onlyBlocksFromInsideCountAndTheirLaterReleaseIsSeen() {
      let block = addresses(60)
      _ = change {}
      record_allocation(block, 1000)
      let excerpt = open()
      mpr_excerpt_enter_thread(excerpt)
      record_allocation(block + 4096, 10)
      record_allocation(block + 8192, 20)
      record_release(block)
      record_release(block + 4096)
      mpr_excerpt_leave_thread(excerpt)
      record_allocation(block, 500)
      let inside = read(excerpt)
      #expect([inside.total_bytes, inside.live_bytes, inside.peak_bytes] == [30, 20, 30])
      #expect([inside.total_blocks, inside.live_blocks] == [2, 1])
      record_release(block + 8192)
      #expect(read(excerpt).live_bytes == 0)
      mpr_excerpt_close(excerpt)
      record_release(block)
    }

    /// With one frame that is left out: what it allocates, and what is allocated further out.
    private func totalBytes(leavingOut frame: Int, program: Int) -> UInt64 {
      let block = addresses(71)
      _ = change {}
      var frames: [UInt64] = []
      var excerpt: OpaquePointer?
      // From the same line, so that the frames are the same.
      for isInside in [false, true] {
        if isInside {
          excerpt = open()
          func range(_ frame: Int) -> mpr_code_range { mpr_code_range(start: frames[frame], end: frames[frame] + 1) }
          mpr_excerpt_leave_out(excerpt, [range(frame)], 1, range(program))
          mpr_excerpt_enter_thread(excerpt)
        }
        record_allocation(block, 10)
        if isInside { mpr_excerpt_leave_thread(excerpt) }
        let site = recordedBlock(block)!.site
        #expect(statistics(site).live_bytes == 10)
        frames = traceback(site).frames.map { $0 & ~(1 << 63) }
        if !isInside { record_release(block) }
      }
      defer { record_release(block) }
      defer { mpr_excerpt_close(excerpt) }
      return read(excerpt!).total_bytes
    }

    @Test func whatALibraryThatIsLeftOutAllocatesForItselfDoesNotBelongToIt() {
      #expect(totalBytes(leavingOut: 0, program: 2) == 0)
      #expect(totalBytes(leavingOut: 1, program: 2) == 0)
    }

    @Test func whatItAllocatesForTheProgramThatItCallsDoes() { #expect(totalBytes(leavingOut: 2, program: 1) == 10) }

    @Test func anExcerptKnowsItsLiveBlocks() {
      let block = addresses(72)
      _ = change {}
      record_allocation(block, 10)
      let excerpt = open()
      mpr_excerpt_enter_thread(excerpt)
      record_allocation(block + 64, 10)
      record_allocation(block + 128, 10)
      mpr_excerpt_leave_thread(excerpt)
      record_allocation(block + 192, 10)
      record_release(block + 128)
      let known = (0..<4).map { mpr_excerpt_has(excerpt, UnsafeRawPointer(bitPattern: block + 64 * $0)) }
      #expect(known == [false, true, false, false])
      mpr_excerpt_close(excerpt)
      for index in [0, 1, 3] as [UInt] { record_release(block + 64 * index) }
    }

    @Test func everythingElseCountsAsWithoutAnExcerpt() {
      let block = addresses(61)
      _ = change {}
      let excerpt = open()
      mpr_excerpt_enter_all(excerpt)
      let inside = change { record_allocation(block, 77) }
      #expect(inside == Change(liveBytes: 77, liveBlocks: 1, totalBytes: 77, totalBlocks: 1))
      let site = recordedBlock(block)!.site
      #expect(statistics(site).live_bytes == 77)
      #expect(sites(excerpt) == [site])
      mpr_excerpt_leave_all(excerpt)
      mpr_excerpt_close(excerpt)
      #expect(change { record_release(block) }.liveBytes == -77)
      #expect(statistics(site).live_bytes == 0)
    }

    @Test func excerptsWithinExcerptsCountForBoth() {
      let block = addresses(62)
      _ = change {}
      let (outer, inner) = (open(), open())
      mpr_excerpt_enter_all(outer)
      record_allocation(block, 1)
      mpr_excerpt_enter_thread(inner)
      record_allocation(block + 64, 2)
      mpr_excerpt_leave_all(outer)
      record_allocation(block + 128, 4)
      mpr_excerpt_leave_thread(inner)
      #expect([read(outer).live_bytes, read(inner).live_bytes] == [3, 6])
      for offset: UInt in [0, 64, 128] { record_release(block + offset) }
      #expect([read(outer).live_bytes, read(inner).live_bytes] == [0, 0])
      mpr_excerpt_close(inner)
      mpr_excerpt_close(outer)
    }

    @Test func anExcerptOfOneThreadHasNothingOfAnother() {
      _ = change {}
      let excerpt = open()
      mpr_excerpt_enter_thread(excerpt)
      record_on_short_threads(3, addresses(63))
      mpr_excerpt_leave_thread(excerpt)
      #expect(read(excerpt).total_blocks == 0)
      mpr_excerpt_enter_all(excerpt)
      record_on_short_threads(3, addresses(63))
      mpr_excerpt_leave_all(excerpt)
      #expect(read(excerpt).total_blocks == 3)
      #expect(read(excerpt).live_blocks == 0)
      mpr_excerpt_close(excerpt)
    }

    @Test func aClearInsideLeavesAnExcerptWhatItHas() {
      let block = addresses(64)
      _ = change {}
      let excerpt = open()
      mpr_excerpt_enter_thread(excerpt)
      record_allocation(block, 5)
      mpr_clear()
      record_allocation(block + 64, 6)
      mpr_excerpt_leave_thread(excerpt)
      #expect(read(excerpt).live_bytes == 11)
      #expect(totals().live_bytes == 6)
      record_release(block)
      record_release(block + 64)
      #expect(read(excerpt).live_bytes == 0)
      #expect(totals().live_bytes == 0)
      mpr_excerpt_close(excerpt)
    }

    @Test func withoutATracerTracebacksAreRecordedWhileAnExcerptIsOpen() {
      let block = addresses(65)
      _ = change {}
      mpr_stop()
      let excerpt = open()
      mpr_excerpt_enter_thread(excerpt)
      record_allocation(block, 5)
      mpr_excerpt_leave_thread(excerpt)
      #expect(mpr_tracing_frames() == 0)
      #expect(traceback(sites(excerpt)[0]).frames.count > 1)
      mpr_excerpt_close(excerpt)
      record_allocation(block + 64, 5)
      #expect(traceback(recordedBlock(block + 64)!.site).frames == [])
      record_release(block)
      record_release(block + 64)
      #expect(mpr_start(256) == 0)
    }

    @Test func thousandsOfExcerptsUseTheirMemoryAgain() {
      let block = addresses(66)
      _ = change {}
      func many(_ count: Int) {
        for _ in 0..<count {
          let excerpt = open()
          mpr_excerpt_enter_thread(excerpt)
          record_allocation(block, 5)
          mpr_excerpt_leave_thread(excerpt)
          #expect(read(excerpt).live_blocks == 1)
          record_release(block)
          mpr_excerpt_close(excerpt)
        }
      }
      many(200)
      let before = totals().own_bytes
      many(5000)
      #expect(totals().own_bytes == before)
    }

    @Test func excerptsOpenedAndClosedWhileEightThreadsRecordLeaveTheSumsRight() {
      _ = change {}
      let storm = change {
        recordOnThreads(8, 100_000, addresses(67)) {
          for _ in 0..<500 {
            let excerpt = open()
            mpr_excerpt_enter_all(excerpt)
            sched_yield()
            mpr_excerpt_leave_all(excerpt)
            mpr_excerpt_close(excerpt)
          }
        }
      }
      #expect(storm.liveBytes == 0)
      #expect(storm.liveBlocks == 0)
      #expect(storm.totalBlocks == 800_000)
    }

    @Test func blocksAreReleasedAtTheirOwnSiteHoweverOftenExcerptsAreUsedAgain() {
      _ = change {}
      mpr_clear()
      recordAtManySites(8, addresses(68)) {
        for _ in 0..<20_000 {
          let excerpt = open()
          mpr_excerpt_enter_all(excerpt)
          mpr_excerpt_leave_all(excerpt)
          mpr_excerpt_close(excerpt)
        }
      }
      var (first, end): (UInt32, UInt32) = (0, 0)
      mpr_site_range(&first, &end)
      let sites = (first..<end).map { statistics($0) }
      #expect(sites.count { $0.total_blocks > 0 } > 8)
      #expect(sites.allSatisfy { $0.live_blocks == 0 && $0.live_bytes == 0 })
    }

    @Test func blocksThatOutliveTheirExcerptLeaveNothingBehind() {
      let block = addresses(69)
      _ = change {}
      func many(_ count: Int) {
        for index in 0..<UInt(count) {
          let excerpt = open()
          mpr_excerpt_enter_thread(excerpt)
          record_allocation(block + index % 500 * 4096, 5)
          mpr_excerpt_leave_thread(excerpt)
          mpr_excerpt_close(excerpt)
          // Long after the excerpt was used again.
          if index >= 400 { record_release(block + (index - 400) % 500 * 4096) }
        }
        for index in UInt(count - 400)..<UInt(count) { record_release(block + index % 500 * 4096) }
      }
      many(1000)
      let before = totals().own_bytes
      many(50_000)
      // Each has an alias, which takes more than that; excerpts of other tests may still map a page or two.
      #expect(totals().own_bytes - before < 50_000 * 50)
    }

    @Test func aBlockThatCannotBeCountedIsDroppedAndSaidSo() {
      let block = addresses(70)
      _ = change {}
      let excerpt = open()
      mpr_excerpt_enter_thread(excerpt)
      for _ in 0..<2 {
        record_allocation_with_busy_tree(block, 5)
        record_release(block)
      }
      mpr_excerpt_leave_thread(excerpt)
      #expect(read(excerpt).total_blocks == 0)
      #expect(read(excerpt).dropped_blocks == 2)
      mpr_excerpt_close(excerpt)
    }
  }
}
