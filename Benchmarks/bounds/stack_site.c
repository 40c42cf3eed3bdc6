// In the place of the recorder's stack_site.c and stack_walk.c, with MPR_SITES_BY_CALL: the chain of frame pointers is believed, and
// the hash of its return addresses stands for the traceback. Nothing is compared with anything, and what has no frame pointer is lost.
//
// Where a register holds other things than a frame pointer the chain ends, or goes astray on the stack. Not for programs that leave it.
#include "recorder.h"

enum { KNOWN_BITS = 13, MOST_FRAMES = 512, FARTHEST = 1 << 16 };
typedef struct {
  uint64_t path;
  uint32_t site;
} known_path;
static __thread known_path known[1 << KNOWN_BITS] __attribute__((tls_model("initial-exec")));

// Swift marks the frames of async functions in bit 60.
static const uintptr_t *next_frame(const uintptr_t *frame, uintptr_t top) {
  uintptr_t next = frame[0] & ~(UINT64_C(1) << 60);
  bool is_outwards = next - (uintptr_t)frame - 16 < FARTHEST && next + 16 <= top && next % 8 == 0;
  return is_outwards ? (const uintptr_t *)next : NULL;
}

__attribute__((noinline)) static uint32_t new_site(mpr_thread *thread, const uintptr_t *frame) {
  uintptr_t addresses[MOST_FRAMES];
  uint32_t count = 0, node = MPR_ROOT;
  for (; frame && count < MOST_FRAMES; frame = next_frame(frame, thread->stack.top)) addresses[count++] = frame[1];
  while (count-- && node) node = mpr_child(node, addresses[count]);
  return node ? mpr_site_of(node, thread->period) : 0;
}

uint32_t mpr_stack_site(mpr_thread *thread, const void *hook) {
  uint64_t path = 0;
  for (const uintptr_t *frame = hook; frame; frame = next_frame(frame, thread->stack.top)) {
    path = (path ^ frame[1]) * UINT64_C(0xbf58476d1ce4e5b9);
    path ^= path >> 32;
  }
  known_path *at = &known[path >> (64 - KNOWN_BITS)];
  if (at->path != path) *at = (known_path){path, new_site(thread, hook)};
  return at->site;
}

// Where the thread has no share of the site yet.
uint32_t mpr_changed_stack_site(mpr_thread *thread, const void *hook, const mpr_frame *changed) {
  (void)changed;
  return mpr_stack_site(thread, hook);
}

void mpr_walk(mpr_thread *thread, const void *hook) { (void)thread, (void)hook; }
