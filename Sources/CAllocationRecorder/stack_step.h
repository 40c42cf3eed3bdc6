// From one frame of a stack to the next outer one.
#ifndef MPR_STACK_STEP_H
#define MPR_STACK_STEP_H
#include "recorder.h"

#pragma GCC visibility push(hidden)

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
