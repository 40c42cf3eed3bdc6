// Whether the thread's stack is still what it was at the last event: see stack_walk.c.
#ifndef MPR_STACK_UNCHANGED_H
#define MPR_STACK_UNCHANGED_H
#include "recorder.h"

#pragma GCC visibility push(hidden)

// Where a hook's frame says that its caller's words are, and its caller's stack: see MPR_FRAME.
#if defined(__aarch64__)
static inline const uintptr_t *mpr_words_of(const void *frame) { return (const uintptr_t *)((uintptr_t)frame << 16 >> 16); }
static inline uintptr_t mpr_stack_of_caller(const void *frame) { return (uintptr_t)mpr_words_of(frame) + ((uintptr_t)frame >> 48); }
#else
static inline const uintptr_t *mpr_words_of(const void *frame) { return frame; }
static inline uintptr_t mpr_stack_of_caller(const void *frame) { return (uintptr_t)&mpr_words_of(frame)[2]; }
#endif

// 0 when the frame's words still hold what they held.
MPR_INLINE uintptr_t difference(const mpr_frame *frame) {
  return (*frame->places.pc ^ frame[-1].pc) | (*frame->places.fp ^ frame[-1].fp);
}

// The first of frame, frame[-1], … frames[1] whose words do not hold what they held; NULL when all do. Inner to outer: the words of
// an async context may be read only when it was reached. Those of a piece may be read at once.
MPR_INLINE const mpr_frame *mpr_first_changed(const mpr_stack *stack, const mpr_frame *frame) {
  const mpr_frame *end = stack->frames;
  while (frame > end) {
    if (MPR_UNLIKELY(frame->piece < 4)) {
      if (difference(frame) != 0) return frame;
      frame--;
    } else if (MPR_LIKELY((difference(frame) | difference(frame - 1) | difference(frame - 2) | difference(frame - 3)) == 0)) {
      frame -= 4;
    } else {
      // What was taken for a frame may be another thread's to write, and be again what it was.
      while (frame > end && difference(frame) == 0) frame--;
      return frame > end ? frame : NULL;
    }
  }
  return NULL;
}

// Whether the hook's caller is what it was at this frame.
MPR_INLINE bool mpr_is_same_leaf(const mpr_frame *leaf, const void *hook) {
  const uintptr_t *words = mpr_words_of(hook);
  return leaf->sp == mpr_stack_of_caller(hook) && leaf->pc == words[1] && leaf->fp == words[0];
}

// Whether the thread stands where it stood. If not, `changed` is the first frame that is not what it was, where that is known.
MPR_INLINE bool mpr_stands_still(const mpr_stack *stack, const void *hook, const mpr_frame **changed) {
  const mpr_frame *leaf = stack->innermost;
  *changed = NULL;
  if (leaf == NULL || !mpr_is_same_leaf(leaf, hook)) return false;
  *changed = mpr_first_changed(stack, leaf);
  return *changed == NULL;
}

// Brings the frames up to date. `changed`: the innermost frame is what it was, and this one the first that is not; NULL where nothing is
// known. False without memory.
bool mpr_walk_stack(mpr_stack *stack, const void *hook, const mpr_frame *changed);

#pragma GCC visibility pop
#endif
