// A walker for tests. It trusts rules as far as memory goes: on a healthy stack they never lead astray.
#ifdef __linux__
#define _GNU_SOURCE
#include "rule_walker.h"

#include <stdbool.h>
#include <ucontext.h>

#include "recorder.h"

static uintptr_t word_at(uintptr_t address) { return *(const uintptr_t *)address; }

static void leave_by_cfa(walked_frame *frame, mpr_frame_rule rule, uintptr_t cfa) {
  uintptr_t fp = frame->fp;
  if (rule.kind == MPR_RULE_CFA_AT_FP) fp = word_at(frame->fp);
  else if (rule.fp_slot) fp = word_at(cfa + 8 * (intptr_t)rule.fp_slot);
  *frame = (walked_frame){rule.return_slot ? word_at(cfa + 8 * (intptr_t)rule.return_slot) : frame->link, cfa, fp, 0};
}

static void leave_signal_frame(walked_frame *frame) {
#if defined(__aarch64__)
  const ucontext_t *context = (const ucontext_t *)(frame->sp + 128);
  *frame = (walked_frame){context->uc_mcontext.pc, context->uc_mcontext.sp, context->uc_mcontext.regs[29], context->uc_mcontext.regs[30]};
#else
  const greg_t *registers = ((const ucontext_t *)frame->sp)->uc_mcontext.gregs;
  *frame = (walked_frame){(uintptr_t)registers[REG_RIP], (uintptr_t)registers[REG_RSP], (uintptr_t)registers[REG_RBP], 0};
#endif
}

// Steps to the caller; false at the end. `is_exact`: the pc is no return address; set when it came from a signal frame.
static bool step(walked_frame *frame, bool *is_exact) {
  mpr_frame_rule rule = mpr_frame_rule_for(frame->pc + *is_exact);
  uintptr_t sp = frame->sp;
  *is_exact = rule.kind == MPR_RULE_SIGNAL_FRAME;
  switch (rule.kind) {
    case MPR_RULE_CFA_FROM_SP: leave_by_cfa(frame, rule, frame->sp + (intptr_t)rule.cfa_offset); break;
    case MPR_RULE_ASYNC_FRAME:  // on the stack like any other
    case MPR_RULE_CFA_FROM_FP: leave_by_cfa(frame, rule, frame->fp + (intptr_t)rule.cfa_offset); break;
    case MPR_RULE_CFA_AT_FP: leave_by_cfa(frame, rule, word_at(frame->fp + (intptr_t)rule.cfa_offset)); break;
    case MPR_RULE_FRAME_POINTER:
      *frame = (walked_frame){word_at(frame->fp + 8), frame->fp + 16, word_at(frame->fp), 0};
      break;
    case MPR_RULE_SIGNAL_FRAME: leave_signal_frame(frame); return frame->pc != 0;
    default: return false;
  }
  // A function that was interrupted before it had a frame has its caller's stack pointer.
  return frame->pc != 0 && frame->sp >= sp;
}

int walk_by_rules(walked_frame frame, uintptr_t *addresses, int limit) {
  bool is_exact = true;
  int count = 0;
  while (count < limit && step(&frame, &is_exact)) {
    frame.pc = mpr_without_signature(frame.pc);
    addresses[count++] = frame.pc;
  }
  return count;
}

#endif
