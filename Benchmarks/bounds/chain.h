// Whether the thread stands where it stood, by the chain of frame pointers: frames without one are missing. Where a register holds other
// things than a frame pointer the chain goes astray.
#ifndef CHAIN_H
#define CHAIN_H
#include "basics.h"

enum { MOST_FRAMES = 512, FARTHEST = 1 << 16 };

static __thread INITIAL struct {
  uint32_t count, site;
  struct {
    const uintptr_t *frame;
    uintptr_t caller, address;
  } frames[MOST_FRAMES];
} stack;

__attribute__((noinline)) static uint32_t walked(const uintptr_t *frame) {
  uint64_t path = 0;
  stack.count = 0;
  for (;;) {
    stack.frames[stack.count].frame = frame;
    stack.frames[stack.count].caller = frame[0];
    stack.frames[stack.count++].address = frame[1];
    path = longer_path(path, frame[1]);
    uintptr_t next = frame[0] & ~(UINT64_C(1) << 60);  // Swift's mark of async frames
    if (next - (uintptr_t)frame - 16 >= FARTHEST || next % 8 || stack.count == MOST_FRAMES) break;
    frame = (const uintptr_t *)next;
  }
  return stack.site = site_of_path(path);
}

INLINE uint32_t site_of(const uintptr_t *frame) {
  if (stack.count == 0 || stack.frames[0].frame != frame) return walked(frame);
  for (uint32_t k = 0; k < stack.count; k++)
    if (stack.frames[k].frame[0] != stack.frames[k].caller || stack.frames[k].frame[1] != stack.frames[k].address) return walked(frame);
  return stack.site;
}

#endif
