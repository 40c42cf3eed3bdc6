import Snapshots
import Testing

@Test func aReturnAddressIsLookedUpInsideItsCall() {
  #expect(CodeAddress.returnAddress(ReturnAddress(0x1000)).programCounter == ProgramCounter(0xfff))
  #expect(CodeAddress.programCounter(ProgramCounter(0x1000)).programCounter == ProgramCounter(0x1000))
}
