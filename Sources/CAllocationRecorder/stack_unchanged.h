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

static inline bool is_unchanged(const mpr_frame *frame, const mpr_frame_places *places) {
  if (MPR_LIKELY(places->pc != NULL) && MPR_UNLIKELY(*places->pc != frame[-1].pc)) return false;
  return MPR_UNLIKELY(places->fp == NULL) || MPR_LIKELY(*places->fp == frame[-1].fp);
}

// For a frame of a run: 0 when its words still hold what they held.
MPR_INLINE uintptr_t difference(const mpr_frame *frame) {
  const uintptr_t *words = (const uintptr_t *)frame->fp;
  return (words[0] ^ frame[-1].fp) | (words[1] ^ frame[-1].pc);
}

// The same for a frame of a chain, whose places are all there.
MPR_INLINE uintptr_t difference_by_rule(const mpr_frame *frame, const mpr_frame_places *places) {
  return (*places->fp ^ frame[-1].fp) | (*places->pc ^ frame[-1].pc);
}

// The first of frames[from], frames[from - 1], … frames[1] whose words do not hold what they held; 0 when all do. Inner
// to outer: the words of an async context may be read only when it was reached. Those of a run may be read at once.
MPR_INLINE uint32_t mpr_first_changed(const mpr_stack *stack, uint32_t from) {
  const mpr_frame *outermost = &stack->frames[1], *frame = &stack->frames[from];
  while (frame >= outermost) {
    if (MPR_LIKELY(frame->run >= 4) &&
        MPR_LIKELY((difference(frame) | difference(frame - 1) | difference(frame - 2) | difference(frame - 3)) == 0)) {
      frame -= 4;
      continue;
    }
    const mpr_frame_places *places = &stack->places[frame - stack->frames];
    if (frame->chain >= 4 &&
        MPR_LIKELY((difference_by_rule(frame, places) | difference_by_rule(frame - 1, places - 1) |
                    difference_by_rule(frame - 2, places - 2) | difference_by_rule(frame - 3, places - 3)) == 0)) {
      frame -= 4;
      continue;
    }
    if (MPR_UNLIKELY(frame->run ? difference(frame) != 0 : !is_unchanged(frame, places))) break;
    frame--;
  }
  return (uint32_t)(frame - stack->frames);
}

// The thread stands where it stood: nothing to walk.
MPR_INLINE bool mpr_is_same_stack(const mpr_stack *stack, const void *hook) {
  const mpr_frame *leaf = &stack->frames[stack->count];
  const uintptr_t *words = mpr_words_of(hook);
  return leaf->sp == mpr_stack_of_caller(hook) && leaf->pc == words[1] && leaf->fp == words[0] &&
         leaf->kind == MPR_STACK_FRAME && mpr_first_changed(stack, stack->count) == 0;
}

#pragma GCC visibility pop
#endif
