extension UInt {
  /// Where a word refers to, when it is a reference: without the bits that the runtime keeps in one, as CHeapScan has it.
  var referencedAddress: UInt {
    #if arch(arm64)
    self & 0xffff_ffff_fff8
    #else
    self & 0x7fff_ffff_fff8
    #endif
  }
}
