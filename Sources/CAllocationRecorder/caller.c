// Where a call comes from, read from the frames of Swift functions, which keep their frame pointer.
#ifdef __linux__
#include "recorder.h"

// Both are called directly by F: [0] of our own frame is F's frame address.
__attribute__((noinline)) uint64_t mpr_address_of_caller(void) {
  const uintptr_t *own = __builtin_frame_address(0);
  const uintptr_t *frame = (const uintptr_t *)own[0];
  if (frame == NULL) return 0;
  if (!(frame[0] & MPR_ASYNC_MARK)) return frame[1];
  const uintptr_t *context = (const uintptr_t *)frame[-1];
  return context ? (uint64_t)context[1] | MPR_PROGRAM_COUNTER_BIT : 0;
}

__attribute__((noinline)) const void *mpr_frame_of_caller(void) {
  const uintptr_t *own = __builtin_frame_address(0);
  const uintptr_t *frame = (const uintptr_t *)own[0];
  return frame && frame[0] & MPR_ASYNC_MARK ? (const void *)frame[-1] : frame;
}
#endif
