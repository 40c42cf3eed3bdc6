// The interpreter of call-frame programs. Instructions: DWARF 5, 6.4.2, and gcc's and ARM's additions.
//
// Each instruction takes at least one byte and there are no jumps: a program of n bytes ends after n steps. Arithmetic
// is on uint64_t, where overflow is defined; a damaged program then gives a wrong number, which the walker must
// check like any other address.
#ifdef __linux__
#include "frame_rules_cfa.h"

enum {  // The two high bits, where the low six are an operand; otherwise the whole byte.
  CFA_ADVANCE = 0x40,
  CFA_OFFSET = 0x80,
  CFA_RESTORE = 0xc0,
  CFA_NOP = 0x00,
  CFA_SET_LOCATION = 0x01,
  CFA_ADVANCE_1 = 0x02,
  CFA_ADVANCE_2 = 0x03,
  CFA_ADVANCE_4 = 0x04,
  CFA_OFFSET_EXTENDED = 0x05,
  CFA_RESTORE_EXTENDED = 0x06,
  CFA_UNDEFINED = 0x07,
  CFA_SAME_VALUE = 0x08,
  CFA_REGISTER = 0x09,
  CFA_REMEMBER_STATE = 0x0a,
  CFA_RESTORE_STATE = 0x0b,
  CFA_DEFINE = 0x0c,
  CFA_DEFINE_REGISTER = 0x0d,
  CFA_DEFINE_OFFSET = 0x0e,
  CFA_DEFINE_EXPRESSION = 0x0f,
  CFA_EXPRESSION = 0x10,
  CFA_OFFSET_SIGNED = 0x11,
  CFA_DEFINE_SIGNED = 0x12,
  CFA_DEFINE_OFFSET_SIGNED = 0x13,
  CFA_VALUE_OFFSET = 0x14,
  CFA_VALUE_OFFSET_SIGNED = 0x15,
  CFA_VALUE_EXPRESSION = 0x16,
  CFA_AARCH64_NEGATE_SIGN_STATE_WITH_PC = 0x2c,
  CFA_AARCH64_NEGATE_SIGN_STATE = 0x2d,
  CFA_ARGUMENTS_SIZE = 0x2e,
  CFA_OFFSET_NEGATIVE = 0x2f,
};

enum { OP_DEREFERENCE = 0x06, OP_REGISTER_OFFSET = 0x70 };  // DW_OP_deref, DW_OP_breg0

enum { STATES = 8 };  // Compilers nest remember_state once or twice.

typedef struct {
  const mpr_cfa_program *program;
  mpr_cfa_row row;
  mpr_cfa_row initial;  // what restore goes back to: the state after the common entry's instructions
  mpr_cfa_row remembered[STATES];
  unsigned depth;
  uintptr_t location;
} machine;

static mpr_saved *saved(machine *self, uint64_t number) {
  if (number == MPR_REGISTER_FP) return &self->row.fp;
  if (number == self->program->return_column) return &self->row.return_address;
  if (number == MPR_REGISTER_SP) return &self->row.sp;
  return 0;
}

static void save(machine *self, uint64_t number, int how, int64_t offset) {
  mpr_saved *place = saved(self, number);
  if (!place) return;
  place->how = how;
  place->offset = offset;
}

static void restore(machine *self, uint64_t number) {
  mpr_saved *place = saved(self, number);
  if (place == &self->row.fp) *place = self->initial.fp;
  else if (place == &self->row.return_address) *place = self->initial.return_address;
  else if (place) *place = self->initial.sp;
}

static int64_t factored(const machine *self, uint64_t offset) {
  return (int64_t)(offset * (uint64_t)self->program->data_align);
}

static mpr_reader read_block(mpr_reader *reader) {
  uint64_t size = mpr_read_uleb(reader);
  mpr_reader block = *reader;
  mpr_skip(reader, size);
  block.end = reader->at;
  block.damaged = reader->damaged;
  return block;
}

// Code that realigns its stack keeps the old one's address in its frame. gcc says: cfa = *(fp + offset), and the
// caller's frame pointer is where the frame pointer points.
static void define_by_expression(machine *self, mpr_reader block) {
  bool from_fp = mpr_read_u8(&block) == OP_REGISTER_OFFSET + MPR_REGISTER_FP;
  int64_t offset = mpr_read_sleb(&block);
  bool load = mpr_read_u8(&block) == OP_DEREFERENCE && !block.damaged && mpr_left(&block) == 0;
  self->row.cfa = (mpr_cfa){from_fp && load ? MPR_CFA_LOAD_AT_FP : MPR_CFA_OTHERWISE, MPR_REGISTER_FP, offset};
}

static void save_by_expression(machine *self, uint64_t number, mpr_reader block) {
  bool from_fp = mpr_read_u8(&block) == OP_REGISTER_OFFSET + MPR_REGISTER_FP;
  int64_t offset = mpr_read_sleb(&block);
  bool plain = from_fp && offset == 0 && !block.damaged && mpr_left(&block) == 0;
  save(self, number, plain ? MPR_SAVED_AT_FP : MPR_SAVED_OTHERWISE, 0);
}

static bool remember_state(machine *self) {
  if (self->depth == STATES) return false;
  self->remembered[self->depth++] = self->row;
  return true;
}

static bool restore_state(machine *self) {
  if (self->depth == 0) return false;
  self->row = self->remembered[--self->depth];
  return true;
}

// The instructions that say where a register is saved. False when `code` is none of them.
static bool step_saved(machine *self, mpr_reader *reader, uint64_t code) {
  uint64_t number;
  switch (code) {
    case CFA_OFFSET_EXTENDED:
      number = mpr_read_uleb(reader);
      save(self, number, MPR_SAVED_AT_CFA, factored(self, mpr_read_uleb(reader)));
      return true;
    case CFA_OFFSET_SIGNED:
      number = mpr_read_uleb(reader);
      save(self, number, MPR_SAVED_AT_CFA, factored(self, (uint64_t)mpr_read_sleb(reader)));
      return true;
    case CFA_OFFSET_NEGATIVE:
      number = mpr_read_uleb(reader);
      save(self, number, MPR_SAVED_AT_CFA, factored(self, -mpr_read_uleb(reader)));
      return true;
    case CFA_RESTORE_EXTENDED: restore(self, mpr_read_uleb(reader)); return true;
    case CFA_UNDEFINED: save(self, mpr_read_uleb(reader), MPR_SAVED_NOWHERE, 0); return true;
    case CFA_SAME_VALUE: save(self, mpr_read_uleb(reader), MPR_SAVED_NOT, 0); return true;
    case CFA_REGISTER:
    case CFA_VALUE_OFFSET:
    case CFA_VALUE_OFFSET_SIGNED:
      save(self, mpr_read_uleb(reader), MPR_SAVED_OTHERWISE, 0);
      mpr_read_uleb(reader);  // A signed number is as long as an unsigned one.
      return true;
    case CFA_EXPRESSION:
      number = mpr_read_uleb(reader);
      save_by_expression(self, number, read_block(reader));
      return true;
    case CFA_VALUE_EXPRESSION:
      save(self, mpr_read_uleb(reader), MPR_SAVED_OTHERWISE, 0);
      read_block(reader);
      return true;
    default: return false;
  }
}

// The instructions that define the canonical frame address. False when `code` is none of them.
static bool step_cfa(machine *self, mpr_reader *reader, uint64_t code) {
  mpr_cfa *cfa = &self->row.cfa;
  switch (code) {
    case CFA_DEFINE:
      *cfa = (mpr_cfa){.how = MPR_CFA_REGISTER, .number = mpr_read_uleb(reader)};
      cfa->offset = (int64_t)mpr_read_uleb(reader);
      return true;
    case CFA_DEFINE_SIGNED:
      *cfa = (mpr_cfa){.how = MPR_CFA_REGISTER, .number = mpr_read_uleb(reader)};
      cfa->offset = factored(self, (uint64_t)mpr_read_sleb(reader));
      return true;
    case CFA_DEFINE_REGISTER:
      cfa->how = MPR_CFA_REGISTER;
      cfa->number = mpr_read_uleb(reader);
      return true;
    case CFA_DEFINE_OFFSET: cfa->offset = (int64_t)mpr_read_uleb(reader); return true;
    case CFA_DEFINE_OFFSET_SIGNED: cfa->offset = factored(self, (uint64_t)mpr_read_sleb(reader)); return true;
    case CFA_DEFINE_EXPRESSION: define_by_expression(self, read_block(reader)); return true;
    default: return false;
  }
}

// The instructions whose whole first byte says what they are. False when nobody knows this one.
static bool step_extended(machine *self, mpr_reader *reader, uint64_t code) {
  switch (code) {
    case CFA_NOP:
    case CFA_AARCH64_NEGATE_SIGN_STATE:
    case CFA_AARCH64_NEGATE_SIGN_STATE_WITH_PC: return true;
    case CFA_SET_LOCATION: self->location = mpr_read_encoded(reader, self->program->address_encoding); return true;
    case CFA_ADVANCE_1: self->location += mpr_read(reader, 1) * self->program->code_align; return true;
    case CFA_ADVANCE_2: self->location += mpr_read(reader, 2) * self->program->code_align; return true;
    case CFA_ADVANCE_4: self->location += mpr_read(reader, 4) * self->program->code_align; return true;
    case CFA_REMEMBER_STATE: return remember_state(self);
    case CFA_RESTORE_STATE: return restore_state(self);
    case CFA_ARGUMENTS_SIZE: mpr_read_uleb(reader); return true;
    default: return step_cfa(self, reader, code) || step_saved(self, reader, code);
  }
}

static bool step(machine *self, mpr_reader *reader) {
  uint64_t code = mpr_read_u8(reader), operand = code & 0x3f;
  switch (code & 0xc0) {
    case CFA_ADVANCE: self->location += operand * self->program->code_align; return true;
    case CFA_OFFSET: save(self, operand, MPR_SAVED_AT_CFA, factored(self, mpr_read_uleb(reader))); return true;
    case CFA_RESTORE: restore(self, operand); return true;
    default: return step_extended(self, reader, code);
  }
}

// The location only grows in a sound program, so the row is final once it has passed pc; each step is taken on a
// state that a last step beyond pc has not touched, as an advance changes the location alone.
static bool run(machine *self, mpr_reader reader, uintptr_t pc) {
  while (reader.at < reader.end && self->location <= pc)
    if (!step(self, &reader)) return false;
  return !reader.damaged;
}

bool mpr_run_to(const mpr_cfa_program *program, uintptr_t pc, mpr_cfa_row *row) {
  machine self;
  self.program = program;
  self.row = (mpr_cfa_row){0};
  self.row.cfa.how = MPR_CFA_OTHERWISE;
  self.initial = self.row;
  self.depth = 0;
  self.location = program->start;
  if (!run(&self, program->initial, UINTPTR_MAX)) return false;
  self.initial = self.row;
  if (!run(&self, program->program, pc)) return false;
  *row = self.row;
  return true;
}

#endif
