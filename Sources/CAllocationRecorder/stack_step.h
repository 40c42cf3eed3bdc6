// From one frame of a stack to the next outer one.
#ifndef MPR_STACK_STEP_H
#define MPR_STACK_STEP_H
#include "recorder.h"

#pragma GCC visibility push(hidden)

// A remembered rule may be of this kind as well: MPR_RULE_CFA_FROM_SP, and whatever sp is, the words lie between it and cfa.
enum { MPR_RULE_ABOVE_SP = MPR_RULE_UNKNOWN + 1 };

mpr_frame_rule mpr_rule_to_remember(uintptr_t pc);

// The rule that steps out of a frame at `pc`, remembered by the thread: it depends on the address alone.
static inline mpr_frame_rule mpr_rule_at(mpr_stack *stack, uintptr_t pc) {
  mpr_cached_rule *cached = &stack->rules[(pc * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - MPR_RULE_CACHE_BITS)];
  if (MPR_UNLIKELY(cached->pc != pc)) *cached = (mpr_cached_rule){pc, mpr_rule_to_remember(pc)};
  return cached->rule;
}

// Whether [low, high) is a piece of the thread's stack further out than `sp`.
static inline bool mpr_in_stack(const mpr_stack *stack, uintptr_t sp, uintptr_t low, uintptr_t high) {
  return low >= sp && high > low && high <= stack->top && low % sizeof(uintptr_t) == 0;
}

typedef struct {
  uintptr_t fp, pc, sp;
  uint8_t kind;
} mpr_frame_state;

// Fills `next` with the state of the caller of `frame` (one of stack->fresh, where the frame before is the next inner one) and
// the frame's places with where it was read. False when there is no caller; what then stands in `next` is what ended the walk.
bool mpr_step(mpr_stack *stack, mpr_frame *frame, mpr_frame_state *next);

#pragma GCC visibility pop
#endif
