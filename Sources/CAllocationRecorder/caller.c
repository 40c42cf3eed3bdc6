// Where a call comes from, read from the frames of Swift functions, which keep their frame pointer.
#ifdef __linux__
#include "recorder.h"

// The async context of the function F with this frame, NULL when F is synchronous; `inside`: a return address in F.
static const uintptr_t *async_context(const uintptr_t *frame, uintptr_t inside) {
  return mpr_frame_rule_for(mpr_without_signature(inside)).kind == MPR_RULE_ASYNC_FRAME ? (const uintptr_t *)frame[-1] : NULL;
}

// Both are called directly by F: our own frame holds F's frame address and a return address in F.
__attribute__((noinline)) uint64_t mpr_address_of_caller(void) {
  const uintptr_t *own = __builtin_frame_address(0), *frame = (const uintptr_t *)own[0];
  if (frame == NULL) return 0;
  const uintptr_t *context = async_context(frame, own[1]);
  return context ? (uint64_t)context[1] | MPR_PROGRAM_COUNTER_BIT : mpr_without_signature(frame[1]);
}

__attribute__((noinline)) const void *mpr_frame_of_caller(void) {
  const uintptr_t *own = __builtin_frame_address(0), *frame = (const uintptr_t *)own[0];
  if (frame == NULL) return NULL;
  const uintptr_t *context = async_context(frame, own[1]);
  return context ? (const void *)context : frame;
}
#endif
