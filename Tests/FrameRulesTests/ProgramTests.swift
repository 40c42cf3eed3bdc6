// What each instruction of a call-frame program means, and each form of the entries that hold it.
#if os(Linux)
import CRecorderTestSupport
import Testing

private let fp = register_fp
private let sp = register_sp
private let ra = register_return
private let unknown = make_rule(rule_unknown, 0, 0, 0)
private let framePointer = make_rule(rule_frame_pointer, 0, 0, 0)

private func fromSP(_ offset: Int32, fpSlot: Int16 = 0) -> UInt64 { make_rule(rule_cfa_from_sp, offset, -1, fpSlot) }
private func fromFP(_ offset: Int32, fpSlot: Int16 = 0) -> UInt64 { make_rule(rule_cfa_from_fp, offset, -1, fpSlot) }

private func rule(_ program: [UInt8]..., at offset: Int = 0) -> UInt64 {
  SyntheticTable(program: program.flatMap { $0 }).rule(at: offset)
}

@Test func aProloguesRowsBeginAtTheirAddresses() {
  let program =
    CFA.advance(1) + CFA.defineOffset(16) + CFA.offset(fp, 2) + CFA.advance(3) + CFA.defineRegister(fp)
    + CFA.advance(40) + CFA.define(sp, 8) + CFA.restore(fp)
  #expect(rule(program, at: 0) == fromSP(8))
  #expect(rule(program, at: 1) == fromSP(16, fpSlot: -2))
  #expect(rule(program, at: 3) == fromSP(16, fpSlot: -2))
  #expect(rule(program, at: 4) == framePointer)
  #expect(rule(program, at: 43) == framePointer)
  #expect(rule(program, at: 44) == fromSP(8))
  #expect(rule(program, at: SyntheticTable.codeSize - 1) == fromSP(8))
  #expect(rule(program, at: SyntheticTable.codeSize) == unknown)
  #expect(rule(program, at: -1) == unknown)
}

@Test func advancesHaveFourSizes() {
  for (instruction, offset) in [
    (CFA.advance(0x3f), 0x3f), ([0x02, 0xff], 0xff), ([0x03, 0xff, 0x7f], 0x7fff), ([0x04, 0, 0, 1, 0], 0x10000),
  ] {
    #expect(rule(instruction, CFA.defineOffset(32), at: offset - 1) == fromSP(8))
    #expect(rule(instruction, CFA.defineOffset(32), at: offset) == fromSP(32))
  }
}

@Test func rememberedStatesNest() {
  let program =
    CFA.defineOffset(16) + CFA.remember + CFA.defineOffset(24) + CFA.remember + CFA.define(fp, 32) + CFA.advance(1)
    + CFA.restoreState + CFA.advance(1) + CFA.restoreState
  #expect(rule(program, at: 0) == fromFP(32))
  #expect(rule(program, at: 1) == fromSP(24))
  #expect(rule(program, at: 2) == fromSP(16))
}

@Test func statesNestEightDeepOnly() {
  #expect(rule(Array(repeating: 0x0a, count: 8)) == fromSP(8))
  #expect(rule(Array(repeating: 0x0a, count: 9)) == unknown)
  #expect(rule(CFA.restoreState) == unknown)
}

@Test func registersAreSavedByEveryFormOfOffset() {
  #expect(rule(CFA.defineOffset(64), [0x05, fp, 3]) == fromSP(64, fpSlot: -3))
  #expect(rule(CFA.defineOffset(64), [0x11, fp, 0x7d]) == fromSP(64, fpSlot: 3))
  #expect(rule(CFA.defineOffset(64), [0x2f, fp, 3]) == fromSP(64, fpSlot: 3))
  #expect(rule(CFA.defineOffset(64), [0x05, fp, 3, 0x06, fp]) == fromSP(64))
  #expect(rule([0x05, ra, 2]) == make_rule(rule_cfa_from_sp, 8, -2, 0))
}

@Test func theFrameAddressIsDefinedByEveryForm() {
  #expect(rule([0x12, fp, 0x7e]) == fromFP(16))
  #expect(rule([0x13, 0x7d]) == fromSP(24))
  #expect(rule([0x0c, sp, 0x80, 0x80, 0x04]) == fromSP(0x10000))
}

@Test func aRestoredRegisterIsWhereTheCommonEntryPutsIt() {
  var table = SyntheticTable(program: CFA.offset(fp, 9) + CFA.advance(1) + CFA.restore(fp))
  table.initial += CFA.offset(fp, 4)
  #expect(table.rule(at: 0) == fromSP(8, fpSlot: -9))
  #expect(table.rule(at: 1) == fromSP(8, fpSlot: -4))
}

@Test func anUndefinedReturnAddressIsOutermost() {
  #expect(rule([0x07, ra]) == make_rule(rule_outermost, 0, 0, 0))
}

@Test func aFramePointerThatIsLostOrTheSameIsLeftAlone() {
  #expect(rule(CFA.offset(fp, 2), [0x07, fp]) == fromSP(8))
  #expect(rule(CFA.offset(fp, 2), [0x08, fp]) == fromSP(8))
}

@Test func aRealignedStackIsKnownByItsExpressions() {
  let frame: [UInt8] = [0x0f, 3, 0x70 + fp, 0x78, 0x06]  // cfa = *(fp - 8)
  let saved: [UInt8] = [0x10, fp, 2, 0x70 + fp, 0]  // at *fp
  #expect(rule(frame, saved) == make_rule(rule_cfa_at_fp, -8, -1, 0))
  #expect(rule(frame) == unknown)
  #expect(rule(saved) == unknown)
  #expect(rule(frame, CFA.offset(fp, 2)) == unknown)
  #expect(rule(frame, [0x10, fp, 2, 0x70 + fp, 8]) == unknown)
  #expect(rule([0x0f, 4, 0x70 + fp, 0x78, 0x06, 0x06], saved) == unknown)
}

@Test func whatARuleCannotHoldIsUnknown() {
  #expect(rule(CFA.defineRegister(3)) == unknown)  // another register
  #expect(rule([0x09, fp, 3]) == unknown)  // saved in a register
  #expect(rule([0x14, fp, 3]) == unknown)  // the value itself
  #expect(rule([0x16, fp, 1, 0x30]) == unknown)  // an expression
  #expect(rule([0x10, ra, 2, 0x70 + fp, 0]) == unknown)
  #expect(rule(CFA.offset(fp, 0)) == unknown)
  #expect(rule([0x0e, 0x80, 0x80, 0x80, 0x04]) == unknown)  // 8 MiB
  #expect(rule([0x05, fp, 0x81, 0x80, 0x02]) == unknown)  // 32,769 words
  #expect(rule([0x3f]) == unknown)
}

@Test func whatDoesNotMatterIsSkipped() {
  let skipped: [UInt8] = [0, 0x2e, 0x80, 0x01, 0x83, 7, 0xc3, 0x10, 3, 1, 0x30, 0x16, 3, 1, 0x30, 0x2d]
  #expect(rule(skipped, CFA.defineOffset(48)) == fromSP(48))
}

@Test func aProgramThatEndsInsideAnInstructionIsUnknown() {
  for truncated: [UInt8] in [[0x0c, sp], [0x0e, 0x80], [0x03, 1], [0x0f, 5, 0x76], [0x10, fp, 0xff, 0x01]] {
    #expect(rule(truncated) == unknown)
  }
}

@Test func anEntryThatIsLongerThanItsTableIsUnknown() {
  for excess in [1, 64, 0x7fff_0000] { #expect(SyntheticTable(excessLength: excess).rule(at: 0) == unknown) }
}

@Test func everyFormOfTheEntriesIsRead() {
  #expect(SyntheticTable(version: 3).rule(at: 0) == fromSP(8))
  #expect(SyntheticTable(version: 4).rule(at: 0) == fromSP(8))
  #expect(SyntheticTable(version: 5).rule(at: 0) == unknown)
  #expect(SyntheticTable(encoding: 0x1c).rule(at: 0) == fromSP(8))
  #expect(SyntheticTable(encoding: 0x9b).rule(at: 0) == unknown)  // indirect
  #expect(SyntheticTable(hasLongLengths: true).rule(at: 0) == fromSP(8))
  #expect(SyntheticTable(augmentation: "zRB").rule(at: 0) == fromSP(8))
  #expect(SyntheticTable(augmentation: "zRx").rule(at: 0) == unknown)
  #expect(SyntheticTable(augmentation: "zRS").rule(at: 0) == make_rule(rule_signal_frame, 0, 0, 0))
}
#endif
