// The calling thread's stack → its site, which stands for its traceback.
//
// Each frame has a hash of the path from the outermost frame to it, which costs a multiplication when the frame is put there. Most
// paths were seen before, and are found by that of the innermost frame, without a look at the tree.
#ifdef __linux__
#include "stack_unchanged.h"

// Of the frames within the limit.
static inline uint32_t outermost(const mpr_stack *stack) {
  return stack->count > stack->limit ? stack->count - stack->limit + 1 : 1;
}

// Gives every frame within the limit its node. False when one cannot be made.
static bool resolve(mpr_stack *stack) {
  uint32_t first = outermost(stack);
  uint32_t root = first > 1 || stack->truncated ? MPR_TRUNCATED_ROOT : MPR_ROOT;
  if (first != stack->first || root != stack->root) stack->resolved = 0;
  stack->first = first;
  stack->root = root;
  uint32_t from = stack->resolved >= first ? stack->resolved + 1 : first;
  for (uint32_t k = from; k <= stack->count; k++) {
    uint32_t parent = k == first ? root : stack->frames[k - 1].node;
    const mpr_frame *frame = &stack->frames[k];
    uint32_t node = mpr_frame_is_code(frame) ? mpr_child(parent, mpr_frame_address(frame)) : parent;
    if (MPR_UNLIKELY(node == 0)) return false;
    stack->frames[k].node = node;
    stack->resolved = k;
  }
  return stack->count > 0;
}

static uint32_t resolved_site(mpr_stack *stack, const mpr_period *period) {
  return resolve(stack) ? mpr_site_of(stack->frames[stack->count].node, period) : 0;
}

// Of a stack that is deeper than the limit, or was cut off: of the frames within.
__attribute__((noinline)) static uint64_t cut_path(const mpr_stack *stack) {
  uint64_t path = MPR_CUT_PATH;
  for (uint32_t k = outermost(stack); k <= stack->count; k++) path = mpr_longer_path(path, stack->frames[k].pc, stack->frames[k].kind);
  return path;
}

static uint32_t site_of_path(mpr_stack *stack, const mpr_period *period) {
  bool is_whole = stack->count <= stack->limit && !stack->truncated;
  uint64_t path = MPR_LIKELY(is_whole) ? stack->frames[stack->count].path : cut_path(stack);
  mpr_cached_site *cached = &stack->sites[path >> (64 - MPR_SITE_CACHE_BITS)];
  if (MPR_UNLIKELY(cached->path != path)) {
    uint32_t site = resolved_site(stack, period);
    if (site == 0) return 0;
    *cached = (mpr_cached_site){path, site};
  }
  return cached->site;
}

__attribute__((noinline)) uint32_t mpr_changed_stack_site(mpr_thread *thread, const void *hook, const mpr_frame *changed) {
  mpr_stack *stack = &thread->stack;
  uint32_t site = mpr_walk_stack(stack, hook, changed) ? site_of_path(stack, thread->period) : 0;
  if (MPR_UNLIKELY(site == 0)) return 0;
  const mpr_frame *innermost = &stack->frames[stack->count];
  stack->site = site;
  stack->share = mpr_share(thread, site);
  stack->innermost = innermost->kind == MPR_STACK_FRAME && stack->share ? innermost : NULL;
  return site;
}

uint32_t mpr_stack_site(mpr_thread *thread, const void *hook) {
  const mpr_frame *changed;
  if (mpr_stands_still(&thread->stack, hook, &changed)) return thread->stack.site;
  return mpr_changed_stack_site(thread, hook, changed);
}

void mpr_walk(mpr_thread *thread, const void *hook) {
  const mpr_frame *changed;
  if (!mpr_stands_still(&thread->stack, hook, &changed)) mpr_walk_stack(&thread->stack, hook, changed);
}
#endif
