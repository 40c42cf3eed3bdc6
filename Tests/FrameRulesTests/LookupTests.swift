// Single lookups: addresses without a rule, threads, images that were remembered, damaged tables.
#if os(Linux)
import CRecorderTestSupport
import Dispatch
import Synchronization
import Testing

/// Return addresses in libc, libdispatch, the Swift libraries and this program.
private func someReturnAddresses() async -> [UInt] {
  let walks = await withCheckedContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(returning: [Walks.here(), Walks(walk_inside_qsort)!]) }
  }
  return walks.flatMap(\.byUnwinder)
}

@Test func anAddressOutsideOfAllImagesHasNoRule() {
  let onTheHeap = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
  defer { onTheHeap.deallocate() }
  for address in [0, 1, 4096, UInt(bitPattern: onTheHeap), UInt.max] {
    #expect(kind_of_rule(rule_for(address)) == rule_unknown)
  }
}

@Test func dataHasNoRule() {
  let data = address_of_symbol("environ")
  #expect(data != 0)
  #expect(kind_of_rule(rule_for(data)) == rule_unknown)
}

/// The walker then tries the frame pointer, which such functions of Swift's libraries keep.
@Test func aFunctionWithoutAnEntryHasNoRule() {
  #expect(kind_of_rule(rule_for(address_without_entry())) == rule_unknown)
}

@Test func aThreadsFirstFrameIsOutermost() async throws {
  let outermost = try #require(
    await someReturnAddresses().last { String(cString: image_name($0)).contains("libc.so") })
  #expect(kind_of_rule(rule_for(outermost)) == rule_outermost)
}

@Test func errnoIsKept() async {
  for address in await someReturnAddresses() + [0, 4096] { #expect(lookup_keeps_errno(address, 77)) }
}

@Test func aTableAnswersAsTheImagesDoForMoreAddressesThanItHolds() {
  let first = address_of_symbol("qsort")
  #expect(first != 0)
  #expect(wrong_rules_of_table(first, 20_000) == 0)
}

@Test func manyThreadsGetTheSameRules() async {
  let addresses = await someReturnAddresses()
  let expected = addresses.map(rule_for)
  let different = Atomic<Int>(0)
  DispatchQueue.concurrentPerform(iterations: 16) { _ in
    for _ in 0..<500 where addresses.map(rule_for) != expected { different.add(1, ordering: .relaxed) }
  }
  #expect(different.load(ordering: .relaxed) == 0)
}

/// One test, for what is remembered is one for the process.
@Test func imagesAreRememberedPinnedAndFoundAsTheDynamicLinkerFindsThem() async {
  let addresses = await someReturnAddresses()
  #expect(!addresses.contains(where: is_remembered))
  remember_images()
  for address in addresses { #expect(remembered_like_found(address - 1)) }
  remember_images()
  for address in addresses { #expect(remembered_like_found(address - 1)) }
  #expect(!is_remembered(4096))
  #expect(stays_after_close("libthread_db.so.1", "td_init"))
}
#endif
