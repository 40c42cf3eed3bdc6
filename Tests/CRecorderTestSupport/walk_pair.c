// The same stack, walked by frame rules and by libgcc's unwinder.
#ifdef __linux__
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unwind.h>

#include "CRecorderTestSupport.h"
#include "rule_walker.h"

static _Unwind_Reason_Code store(struct _Unwind_Context *context, void *argument) {
  walk_pair *pair = argument;
  uintptr_t address = _Unwind_GetIP(context);
  if (!address || pair->unwinder_count == pair->limit) return _URC_END_OF_STACK;
  pair->by_unwinder[pair->unwinder_count++] = address;
  return _URC_NO_REASON;
}

// Where we are: inlined into a function, these registers fit its call-frame rules at that very instruction.
static inline __attribute__((always_inline)) walked_frame here(void) {
  walked_frame frame = {0};
#if defined(__aarch64__)
  __asm__ volatile("adr %0, .\n\tmov %1, sp\n\tmov %2, x29" : "=&r"(frame.pc), "=&r"(frame.sp), "=&r"(frame.fp));
#else
  __asm__ volatile("lea (%%rip), %0\n\tmov %%rsp, %1\n\tmov %%rbp, %2"
                   : "=&r"(frame.pc), "=&r"(frame.sp), "=&r"(frame.fp));
#endif
  return frame;
}

// Both walks begin in this function, at different addresses: the first ones are dropped.
__attribute__((noinline)) void walk_both_ways(walk_pair *pair) {
  pair->unwinder_count = 0;
  _Unwind_Backtrace(store, pair);
  for (int index = 1; index < pair->unwinder_count; index++) pair->by_unwinder[index - 1] = pair->by_unwinder[index];
  pair->unwinder_count--;
  pair->rule_count = walk_by_rules(here(), pair->by_rules, pair->limit);
}

const char *image_name(uintptr_t address) {
  Dl_info info;
  return dladdr((void *)address, &info) && info.dli_fname ? info.dli_fname : "";
}

uintptr_t address_of_symbol(const char *name) { return (uintptr_t)dlsym(RTLD_DEFAULT, name); }

#endif
