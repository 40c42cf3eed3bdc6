// What bare.c and promised.c share: whether the thread stands where it stood, by the chain of frame pointers.
//
// No frame without a frame pointer, and two paths may share a site. Where a register holds other things than a frame pointer the chain
// goes astray.
#ifndef CHAIN_H
#define CHAIN_H
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

enum { SITES = 1 << 16, MOST_FRAMES = 512, FARTHEST = 1 << 16 };
#define INITIAL __attribute__((tls_model("initial-exec")))
#define INLINE __attribute__((always_inline)) static inline
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

static __thread INITIAL struct {
  uint32_t count, site;
  struct {
    const uintptr_t *frame;
    uintptr_t caller, address;
  } frames[MOST_FRAMES];
} stack;

static void *mapped(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

__attribute__((noinline)) static uint32_t walked(const uintptr_t *frame) {
  uint64_t path = 0;
  stack.count = 0;
  for (;;) {
    stack.frames[stack.count].frame = frame;
    stack.frames[stack.count].caller = frame[0];
    stack.frames[stack.count++].address = frame[1];
    path = (path ^ frame[1]) * UINT64_C(0xbf58476d1ce4e5b9);
    path ^= path >> 32;
    uintptr_t next = frame[0] & ~(UINT64_C(1) << 60);  // Swift's mark of async frames
    if (next - (uintptr_t)frame - 16 >= FARTHEST || next % 8 || stack.count == MOST_FRAMES) break;
    frame = (const uintptr_t *)next;
  }
  return stack.site = 1 + path % (SITES - 1);
}

INLINE uint32_t site_of(const uintptr_t *frame) {
  if (stack.count == 0 || stack.frames[0].frame != frame) return walked(frame);
  for (uint32_t k = 0; k < stack.count; k++)
    if (stack.frames[k].frame[0] != stack.frames[k].caller || stack.frames[k].frame[1] != stack.frames[k].address) return walked(frame);
  return stack.site;
}

#endif
