// From a return address to its frame rule: image, function, row, and the row in the walker's terms.
//
// Why nothing is compiled ahead (measured on Swift 6.3.1, x86-64, Debian 12; a two-core machine, trust the ratios):
// - A lookup takes 200-300 ns warm, 15 of them to find the image, and 0.4-2 us at first sight, when pages of the table
//   are touched first. A short program meets 300-1,900 distinct return addresses: 0.1-1.2 ms in all, and no memory.
// - Compiling all images of a program that imports Foundation takes 25 ms and 6 MB, for addresses that it never meets.
//
// Why there is no "this image keeps frame pointers": there is no such image. In what `swift build` makes, async
// functions with arguments on the stack keep the return address elsewhere than beside the saved frame pointer
// (3 % of the call sites of swift-package); libstdc++ and libc mix both kinds. What tells is the row of the address.
//
// What has no row: swiftc -O gives many functions no entry (3-20 % of the call sites in Swift's own libraries). Most
// keep the frame pointer, which is why UNKNOWN means "try it"; those in libswiftDispatch and libTesting do not.
#ifdef __linux__
#define _GNU_SOURCE
#include "frame_rules.h"

#include <string.h>

#include "frame_rules_cfa.h"
#include "frame_rules_ehframe.h"
#include "frame_rules_image.h"
#include "frame_rules_lookup.h"

enum { WORD = 8 };

static const mpr_frame_rule unknown = {.kind = MPR_RULE_UNKNOWN};

// Offset 0 would read as "not saved", and nothing is ever saved in the word that belongs to the caller.
static bool to_slot(int64_t offset, int16_t *slot) {
  *slot = (int16_t)(offset / WORD);
  return offset % WORD == 0 && offset != 0 && offset / WORD == *slot;
}

static bool fill_slots(const mpr_cfa_row *row, mpr_frame_rule *rule) {
  int16_t slot = 0;
  switch (row->return_address.how) {
    case MPR_SAVED_AT_CFA:
      if (!to_slot(row->return_address.offset, &slot)) return false;
      rule->return_slot = slot;
      break;
    case MPR_SAVED_NOT:
      if (MPR_REGISTER_RETURN != 30) return false;  // Only aarch64 has a link register.
      break;
    default: return false;
  }
  switch (row->fp.how) {
    case MPR_SAVED_AT_CFA:
      if (row->cfa.how != MPR_CFA_REGISTER || !to_slot(row->fp.offset, &slot)) return false;
      rule->fp_slot = slot;
      return true;
    case MPR_SAVED_AT_FP: return row->cfa.how == MPR_CFA_LOAD_AT_FP;
    case MPR_SAVED_NOT:
    case MPR_SAVED_NOWHERE: return row->cfa.how == MPR_CFA_REGISTER;  // lost anyway: the same is as good as any
    default: return false;
  }
}

static bool fill_cfa(const mpr_cfa *cfa, mpr_frame_rule *rule) {
  rule->cfa_offset = (int32_t)((uint32_t)cfa->offset << 8) >> 8;
  if (rule->cfa_offset != cfa->offset) return false;
  if (cfa->how == MPR_CFA_LOAD_AT_FP) rule->kind = MPR_RULE_CFA_AT_FP;
  else if (cfa->how != MPR_CFA_REGISTER) return false;
  else if (cfa->number == MPR_REGISTER_SP) rule->kind = MPR_RULE_CFA_FROM_SP;
  else if (cfa->number == MPR_REGISTER_FP) rule->kind = MPR_RULE_CFA_FROM_FP;
  else return false;
  return true;
}

static bool is_frame_pointer_rule(const mpr_frame_rule *rule) {
  return rule->kind == MPR_RULE_CFA_FROM_FP && rule->cfa_offset == 2 * WORD && rule->return_slot == -1 &&
         rule->fp_slot == -2;
}

static mpr_frame_rule rule_of_row(const mpr_cfa_row *row) {
  mpr_frame_rule rule = {0};
  if (row->return_address.how == MPR_SAVED_NOWHERE) return (mpr_frame_rule){.kind = MPR_RULE_OUTERMOST};
  if (row->sp.how != MPR_SAVED_NOT || !fill_cfa(&row->cfa, &rule) || !fill_slots(row, &rule)) return unknown;
  return is_frame_pointer_rule(&rule) ? (mpr_frame_rule){.kind = MPR_RULE_FRAME_POINTER} : rule;
}

static mpr_frame_rule rule_of_program(const mpr_cfa_program *program, uintptr_t pc) {
  mpr_cfa_row row;
  if (program->is_signal_frame) return (mpr_frame_rule){.kind = MPR_RULE_SIGNAL_FRAME};
  if (program->return_column != MPR_REGISTER_RETURN || !mpr_run_to(program, pc, &row)) return unknown;
  return rule_of_row(&row);
}

mpr_find_result mpr_rule_in_tables(const mpr_eh_tables *tables, uintptr_t pc, mpr_frame_rule *rule) {
  mpr_cfa_program program;
  mpr_find_result result = mpr_find_program(tables, pc, &program);
  *rule = result == MPR_FOUND ? rule_of_program(&program, pc) : unknown;
  return result;
}

// The code that a signal handler returns to calls rt_sigreturn. Where it has no table entry (musl; the aarch64
// kernel's, whose image has no table at all), it is known by its instructions.
static bool is_signal_return(const mpr_image_tables *image, uintptr_t address) {
#if defined(__aarch64__)
  static const uint8_t code[] = {0x68, 0x11, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4};  // mov x8, #139; svc #0
#else
  static const uint8_t code[] = {0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05};  // mov $15, %rax; syscall
#endif
  return address >= image->code_low && image->code_high - address >= sizeof code && address <= image->code_high &&
         memcmp((const void *)address, code, sizeof code) == 0;
}

// Swift's async functions keep their context at fp - 8: they push it below the frame pointer, which nothing else does,
// and no table says so. (On Darwin they also set bit 60 of the saved frame pointer; on Linux they do not.)
static bool keeps_async_context(const mpr_image_tables *image, uintptr_t start) {
  enum { LONGEST_PROLOGUE = 32 };
  if (start < image->code_low || start > image->code_high || image->code_high - start < LONGEST_PROLOGUE) return false;
#if defined(__aarch64__)
  const uint32_t *code = (const uint32_t *)start;
  for (int index = 0; index + 1 < LONGEST_PROLOGUE / 4; index++) {
    bool stores_context = (code[index] & 0xffc003ff) == 0xf90003f6;   // str x22, [sp, #8n]
    bool sets_fp = (code[index + 1] & 0xffc003ff) == 0x910003fd;      // add x29, sp, #m
    uint32_t n = code[index] >> 10 & 0xfff, m = code[index + 1] >> 10 & 0xfff;
    if (stores_context && sets_fp && m == 8 * n + 8) return true;
  }
  return false;
#else
  // push %rbp; push %r14; lea 8(%rsp), %rbp. A sub from rsp, for arguments of tail calls, may stand before.
  static const uint8_t code[] = {0x55, 0x41, 0x56, 0x48, 0x8d, 0x6c, 0x24, 0x08};
  return memmem((const void *)start, LONGEST_PROLOGUE / 2, code, sizeof code) != NULL;
#endif
}

mpr_frame_rule mpr_frame_rule_for(uintptr_t return_address) {
  mpr_image_tables image;
  mpr_cfa_program program;
  uintptr_t pc = return_address - 1;
  if (!mpr_find_image(pc, &image)) return unknown;
  mpr_eh_tables tables = {image.header, image.low, image.high};
  mpr_find_result result = image.header ? mpr_find_program(&tables, pc, &program) : MPR_NO_FUNCTION;
  if (result == MPR_NO_FUNCTION && is_signal_return(&image, return_address))
    return (mpr_frame_rule){.kind = MPR_RULE_SIGNAL_FRAME};
  mpr_frame_rule rule = result == MPR_FOUND ? rule_of_program(&program, pc) : unknown;
  // Parts with stack arguments have cfa = fp + 32 and more.
  bool has_frame = rule.kind == MPR_RULE_FRAME_POINTER || rule.kind == MPR_RULE_CFA_FROM_FP;
  if (!has_frame || !keeps_async_context(&image, program.start)) return rule;
  if (rule.kind == MPR_RULE_FRAME_POINTER) rule = (mpr_frame_rule){.cfa_offset = 16, .return_slot = -1, .fp_slot = -2};
  rule.kind = MPR_RULE_ASYNC_FRAME;
  return rule;
}

#endif
