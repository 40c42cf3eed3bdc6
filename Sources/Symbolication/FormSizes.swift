#if os(Linux)
import CLibdw

/// How many bytes a value takes where that is always the same.
struct FormSizes {
  var version: Dwarf_Half
  var address: UInt64
  var offset: UInt64

  func size(of form: UInt64) -> UInt64? {
    switch CInt(clamping: form) {
    case CInt(DW_FORM_flag_present), CInt(DW_FORM_implicit_const): 0
    case CInt(DW_FORM_data1), CInt(DW_FORM_ref1), CInt(DW_FORM_flag), CInt(DW_FORM_strx1), CInt(DW_FORM_addrx1): 1
    case CInt(DW_FORM_data2), CInt(DW_FORM_ref2), CInt(DW_FORM_strx2), CInt(DW_FORM_addrx2): 2
    case CInt(DW_FORM_strx3), CInt(DW_FORM_addrx3): 3
    case CInt(DW_FORM_data4), CInt(DW_FORM_ref4), CInt(DW_FORM_strx4), CInt(DW_FORM_addrx4), CInt(DW_FORM_ref_sup4): 4
    case CInt(DW_FORM_data8), CInt(DW_FORM_ref8), CInt(DW_FORM_ref_sig8), CInt(DW_FORM_ref_sup8): 8
    case CInt(DW_FORM_data16): 16
    case CInt(DW_FORM_addr): address
    case CInt(DW_FORM_ref_addr): version < 3 ? address : offset
    case CInt(DW_FORM_strp), CInt(DW_FORM_line_strp), CInt(DW_FORM_strp_sup), CInt(DW_FORM_sec_offset),
      CInt(DW_FORM_GNU_ref_alt), CInt(DW_FORM_GNU_strp_alt):
      offset
    default: nil
    }
  }
}
#endif
