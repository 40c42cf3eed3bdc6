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

// The unwinder begins in this function and the rules in its caller: the first address is dropped.
__attribute__((noinline)) void walk_both_ways(walk_pair *pair) {
  const uintptr_t *fp = __builtin_frame_address(0);
  pair->unwinder_count = 0;
  _Unwind_Backtrace(store, pair);
  for (int index = 1; index < pair->unwinder_count; index++) pair->by_unwinder[index - 1] = pair->by_unwinder[index];
  pair->unwinder_count--;
  walked_frame caller = {fp[1], (uintptr_t)(fp + 2), fp[0]};
  pair->rule_count = walk_by_rules(caller, pair->by_rules, pair->limit);
}

const char *image_name(uintptr_t address) {
  Dl_info info;
  return dladdr((void *)address, &info) && info.dli_fname ? info.dli_fname : "";
}

uintptr_t address_of_symbol(const char *name) { return (uintptr_t)dlsym(RTLD_DEFAULT, name); }

#endif
