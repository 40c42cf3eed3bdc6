// Reading .eh_frame_hdr and .eh_frame: from a code address to the function's call-frame program.
#ifndef MPR_FRAME_RULES_EHFRAME_H
#define MPR_FRAME_RULES_EHFRAME_H
#include <stdbool.h>
#include <stdint.h>

#include "frame_rules_reader.h"

#pragma GCC visibility push(hidden)

// Where the tables are: `header` is .eh_frame_hdr, and nothing outside [low, high) is read.
typedef struct {
  const uint8_t *header, *low, *high;
} mpr_eh_tables;

// One function's program: `initial` (its CIE's instructions), then `program` (its FDE's), from address `start`.
typedef struct {
  mpr_reader initial, program;
  uintptr_t start;
  uint64_t code_align;
  int64_t data_align;
  uint64_t return_column;    // the register that stands for the return address
  uint8_t address_encoding;  // of code addresses (DW_EH_PE_*)
  bool is_signal_frame;      // augmentation 'S'
} mpr_cfa_program;

typedef enum { MPR_FOUND, MPR_NO_FUNCTION, MPR_DAMAGED_TABLE } mpr_find_result;

// Finds the program of the function that holds `pc`. DAMAGED also means a form that no linker writes today: a header
// without a search table of pairs of 4-byte offsets.
mpr_find_result mpr_find_program(const mpr_eh_tables *tables, uintptr_t pc, mpr_cfa_program *program);

// Reads a pointer as .eh_frame encodes it; marks the reader for the encodings that need a base this has not
// (text, function) or a load (indirect).
uintptr_t mpr_read_encoded(mpr_reader *reader, uint8_t encoding);

#pragma GCC visibility pop
#endif
