// The calling thread's stack → frames, by frame pointers, call-frame rules (frame_rules.h) and async contexts.
//
// Runs inside malloc: reads the thread's own stack between the hook's frame and the thread's stack top, and the async
// contexts reachable from it. No lock; memory by mmap, once per thread.
//
// The stack of the thread's last event is kept and verified instead of walked again. frames[k] is a state
// (pc, sp, fp) and the two words in memory that its rule reads to get the next outer state:
//
//   frames[k−1].pc == *frames[k].return_slot        frames[k−1].fp == *frames[k].fp_slot        (NULL: nothing to read)
//
// So when a new walk arrives at a state equal to frames[k]'s, and the words of frames[k], frames[k−1], … frames[1]
// still hold these values, then all outer states are those of last time: by induction, a rule depends on pc alone.
// This costs two loads a frame without a dependency between them, and the nodes of these frames are known.
#ifdef __linux__
#include "recorder.h"

MPR_INLINE mpr_frame_rule rule_at(mpr_stack *stack, const mpr_frame *frame) {
  uintptr_t pc = mpr_without_signature(frame->pc) + (frame->kind == MPR_INTERRUPTED_FRAME);
  mpr_cached_rule *cached = &stack->rules[(pc * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - MPR_RULE_CACHE_BITS)];
  if (MPR_UNLIKELY(cached->pc != pc)) *cached = (mpr_cached_rule){pc, mpr_frame_rule_for(pc)};
  return cached->rule;
}

MPR_INLINE bool set_state(mpr_frame *frame, uintptr_t fp, uintptr_t pc, uintptr_t sp, uint16_t kind) {
  *frame = (mpr_frame){.fp = fp, .pc = pc, .sp = sp, .kind = kind};
  return pc != 0;
}

// What comes after `frame` when its caller's words stand at these places. False at the end of the stack.
MPR_INLINE bool read_caller(mpr_frame *frame, mpr_frame *next, const uintptr_t *return_slot,
                               const uintptr_t *fp_slot, uintptr_t cfa) {
  frame->return_slot = return_slot;
  frame->fp_slot = fp_slot;
  return set_state(next, fp_slot ? *fp_slot : frame->fp, *return_slot, cfa, MPR_STACK_FRAME);
}

MPR_INLINE bool ended(mpr_frame *frame, mpr_frame *next) {
  frame->return_slot = frame->fp_slot = NULL;
  return set_state(next, 0, 0, 0, MPR_STACK_FRAME);
}

MPR_INLINE bool in_stack(const mpr_stack *stack, const mpr_frame *frame, uintptr_t low, uintptr_t high) {
  return low >= frame->sp && high > low && high <= stack->top && low % sizeof(uintptr_t) == 0;
}

MPR_INLINE bool step_by_frame_pointer(const mpr_stack *stack, mpr_frame *frame, mpr_frame *next) {
  const uintptr_t *fp = (const uintptr_t *)frame->fp;
  if (!in_stack(stack, frame, frame->fp, frame->fp + 16)) return ended(frame, next);
  return read_caller(frame, next, &fp[1], &fp[0], frame->fp + 16);
}

// An async function runs here. The frames below it are the executor's; its callers are its contexts.
MPR_INLINE bool step_into_context(const mpr_stack *stack, mpr_frame *frame, mpr_frame *next) {
  const uintptr_t *fp = (const uintptr_t *)frame->fp;
  if (!in_stack(stack, frame, frame->fp - 8, frame->fp + 16)) return ended(frame, next);
  frame->return_slot = NULL;
  frame->fp_slot = &fp[-1];
  set_state(next, fp[-1], 0, UINTPTR_MAX, MPR_ASYNC_CONTEXT);
  return true;
}

// (pc, context) = (context[1], context[0]). The outermost resume function is the runtime's own: not a frame.
MPR_INLINE bool step_by_context(mpr_frame *frame, mpr_frame *next) {
  const uintptr_t *context = (const uintptr_t *)frame->fp;
  if (frame->fp % sizeof(uintptr_t) || frame->fp < 4096 || frame->fp >> 47) return ended(frame, next);
  frame->return_slot = &context[1];
  frame->fp_slot = &context[0];
  return set_state(next, context[0], context[1], UINTPTR_MAX, MPR_RESUMED_FRAME) && next->fp != 0;
}

MPR_INLINE bool step_by_signal_frame(const mpr_stack *stack, mpr_frame *frame, mpr_frame *next) {
#if defined(__x86_64__)  // sp → ucontext; offsets of rbp, rsp and rip in its gregs
  const uintptr_t *context = (const uintptr_t *)frame->sp;
  enum { FP = 120 / 8, SP = 160 / 8, PC = 168 / 8 };
#else  // aarch64: sp → siginfo (128 bytes), ucontext with its machine context at 176; x29, sp, pc
  const uintptr_t *context = (const uintptr_t *)(frame->sp + 128);
  enum { FP = 416 / 8, SP = 432 / 8, PC = 440 / 8 };
#endif
  if (!in_stack(stack, frame, frame->sp, (uintptr_t)&context[PC + 1])) return ended(frame, next);
  bool more = read_caller(frame, next, &context[PC], &context[FP], context[SP]);
  next->kind = MPR_INTERRUPTED_FRAME;
  return more && next->sp > frame->sp;
}

MPR_INLINE bool step_by_rule(const mpr_stack *stack, mpr_frame_rule rule, mpr_frame *frame, mpr_frame *next) {
  uintptr_t base = rule.kind == MPR_RULE_CFA_FROM_SP ? frame->sp : frame->fp;
  uintptr_t cfa = base + (intptr_t)rule.cfa_offset;
  const uintptr_t *words = (const uintptr_t *)cfa;
  if (rule.return_slot == 0 || !in_stack(stack, frame, frame->sp, cfa)) return ended(frame, next);
  if (!in_stack(stack, frame, (uintptr_t)&words[rule.return_slot], cfa)) return ended(frame, next);
  if (rule.fp_slot && !in_stack(stack, frame, (uintptr_t)&words[rule.fp_slot], cfa)) return ended(frame, next);
  return read_caller(frame, next, &words[rule.return_slot], rule.fp_slot ? &words[rule.fp_slot] : NULL, cfa);
}

// A frame that realigned its stack: the caller's stack pointer is kept in the frame, fp' = fp[0].
MPR_INLINE bool step_by_cfa_at_fp(const mpr_stack *stack, mpr_frame_rule rule, mpr_frame *frame, mpr_frame *next) {
  const uintptr_t *fp = (const uintptr_t *)frame->fp, *place = (const uintptr_t *)(frame->fp + (intptr_t)rule.cfa_offset);
  if (!in_stack(stack, frame, frame->fp, frame->fp + 8)) return ended(frame, next);
  if (!in_stack(stack, frame, (uintptr_t)place, (uintptr_t)place + 8)) return ended(frame, next);
  uintptr_t cfa = *place;
  const uintptr_t *words = (const uintptr_t *)cfa;
  if (!in_stack(stack, frame, (uintptr_t)&words[rule.return_slot], cfa)) return ended(frame, next);
  return read_caller(frame, next, &words[rule.return_slot], fp, cfa);
}

// Fills `next` with the caller of `frame` and notes in `frame` where that was read. False when there is none.
MPR_INLINE bool step(mpr_stack *stack, mpr_frame *frame, mpr_frame *next) {
  if (frame->kind == MPR_ASYNC_CONTEXT || frame->kind == MPR_RESUMED_FRAME) return step_by_context(frame, next);
  mpr_frame_rule rule = rule_at(stack, frame);
  switch (rule.kind) {
    case MPR_RULE_FRAME_POINTER: return step_by_frame_pointer(stack, frame, next);
    case MPR_RULE_ASYNC_FRAME: return step_into_context(stack, frame, next);
    case MPR_RULE_CFA_AT_FP: return step_by_cfa_at_fp(stack, rule, frame, next);
    case MPR_RULE_CFA_FROM_SP:
    case MPR_RULE_CFA_FROM_FP: return step_by_rule(stack, rule, frame, next);
    case MPR_RULE_SIGNAL_FRAME: return step_by_signal_frame(stack, frame, next);
    case MPR_RULE_OUTERMOST: return ended(frame, next);
    default: return step_by_frame_pointer(stack, frame, next);
  }
}

static bool is_unchanged(const mpr_frame *frame) {
  if (MPR_LIKELY(frame->return_slot != NULL) && MPR_UNLIKELY(*frame->return_slot != frame[-1].pc)) return false;
  return MPR_UNLIKELY(frame->fp_slot == NULL) || MPR_LIKELY(*frame->fp_slot == frame[-1].fp);
}

// For a frame of a run: 0 when its words still hold what they held.
MPR_INLINE uintptr_t difference(const mpr_frame *frame) {
  const uintptr_t *words = (const uintptr_t *)frame->fp;
  return (words[0] ^ frame[-1].fp) | (words[1] ^ frame[-1].pc);
}

// The first of frames[from], frames[from - 1], … frames[1] whose words do not hold what they held; 0 when all do. Inner
// to outer: the words of an async context may be read only when it was reached. Those of a run may be read at once.
MPR_INLINE uint32_t first_changed(const mpr_frame *frames, uint32_t from) {
  uint32_t k = from;
  while (k >= 1) {
    const mpr_frame *frame = &frames[k];
    if (MPR_LIKELY(frame->run >= 4) &&
        MPR_LIKELY((difference(frame) | difference(frame - 1) | difference(frame - 2) | difference(frame - 3)) == 0)) {
      k -= 4;
      continue;
    }
    if (MPR_UNLIKELY(!is_unchanged(frame))) return k;
    k--;
  }
  return 0;
}

MPR_INLINE bool same_state(const mpr_frame *a, const mpr_frame *b) {
  return a->pc == b->pc && a->sp == b->sp && a->fp == b->fp && a->kind == b->kind;
}

// Walks from the hook's frame outwards into fresh[0...] until the stack's end (0 frames kept, their end in `*end`) or
// to a state from which frames[1...kept] are unchanged. Returns the number of fresh frames. `current` is a variable
// that stays in registers: each step needs what the one before has just loaded, and memory would double that latency.
static uint32_t walk_changed(mpr_stack *stack, const uintptr_t *words, uint32_t *kept, mpr_frame *end) {
  mpr_frame *frames = stack->frames, *fresh = stack->fresh, current, next;
  set_state(&current, words[0], words[1], (uintptr_t)&words[2], MPR_STACK_FRAME);
  uint32_t known = stack->count, count = 0;
  for (bool more = true; more && count + 1 < stack->capacity;) {
    while (known > 0 && frames[known].sp < current.sp) known--;
    if (known > 0 && same_state(&frames[known], &current)) {
      uint32_t changed = first_changed(frames, known);
      if (MPR_LIKELY(changed == 0)) {
        *kept = known;
        return count;
      }
      while (known > changed && count + 2 < stack->capacity) fresh[count++] = frames[known--];
      current = frames[known--];
    }
    more = step(stack, &current, &next);
    fresh[count++] = current;
    current = next;
  }
  stack->truncated = count + 1 >= stack->capacity;
  *end = current;
  *kept = 0;
  return count;
}

// A gap of a page or more ends a run: beyond it may lie another stack, that of a coroutine, which may have gone.
static uint16_t run_of(const mpr_frame *frame) {
  bool side_by_side = (uintptr_t)frame->fp_slot == frame->fp && frame->return_slot == frame->fp_slot + 1;
  if (!side_by_side || frame->kind == MPR_ASYNC_CONTEXT || frame->kind == MPR_RESUMED_FRAME) return 0;
  return frame[-1].fp - frame->fp < 4096 ? frame[-1].run + 1 : 1;
}

// After a whole walk: outer frames with equal addresses keep their nodes. They take over the fresh state.
static uint32_t keep_equal_outer_frames(mpr_stack *stack, uint32_t *fresh_count, const mpr_frame *end) {
  uint32_t kept = 0, count = *fresh_count, limit = stack->root == MPR_ROOT && !stack->truncated ? stack->resolved : 0;
  stack->frames[0] = *end;
  while (count > 0 && kept < limit && stack->fresh[count - 1].pc == stack->frames[kept + 1].pc &&
         stack->fresh[count - 1].kind == stack->frames[kept + 1].kind) {
    uint32_t node = stack->frames[++kept].node;
    stack->frames[kept] = stack->fresh[--count];
    stack->frames[kept].node = node;
  }
  *fresh_count = count;
  return kept;
}

// Puts fresh[count − 1], … fresh[0] behind frames[1...kept]; the states of frames[unchanged + 1...kept] are new.
static void append_fresh(mpr_stack *stack, uint32_t unchanged, uint32_t kept, uint32_t count) {
  uint32_t most = stack->capacity - 1 - count;
  if (MPR_UNLIKELY(kept > most)) {  // drop the outermost; frames[0] becomes the state that ends verification
    __builtin_memmove(&stack->frames[0], &stack->frames[kept - most], (most + 1) * sizeof(mpr_frame));
    kept = most;
    unchanged = stack->frames[0].run = 0;
    stack->truncated = true;
    stack->resolved = 0;
  }
  for (uint32_t index = 0; index < count; index++) stack->frames[kept + count - index] = stack->fresh[index];
  stack->count = kept + count;
  for (uint32_t k = unchanged + 1; k <= stack->count; k++) stack->frames[k].run = run_of(&stack->frames[k]);
  if (stack->resolved > kept) stack->resolved = kept;
}

static bool prepare(mpr_stack *stack) {
  if (MPR_LIKELY(stack->fresh != NULL)) return true;
  // Room for twice the limit, so that a stack around the limit is not walked anew at each event.
  uint32_t capacity = 2 * mpr_process.maximum_frames + 64;
  mpr_frame *frames = mpr_map((size_t)capacity * 2 * sizeof(mpr_frame));
  if (frames == NULL) return false;
  stack->capacity = capacity;
  stack->frames = frames;
  stack->fresh = frames + capacity;
  return true;
}

// The thread stands where it stood: nothing to walk.
MPR_INLINE bool is_same_stack(const mpr_stack *stack, const uintptr_t *words) {
  const mpr_frame *leaf = &stack->frames[stack->count];
  return leaf->sp == (uintptr_t)&words[2] && leaf->pc == words[1] && leaf->fp == words[0] &&
         leaf->kind == MPR_STACK_FRAME && first_changed(stack->frames, stack->count) == 0;
}

static void walk(mpr_stack *stack, const uintptr_t *words) {
  mpr_frame end;
  uint32_t kept, count = walk_changed(stack, words, &kept, &end);
  if (MPR_UNLIKELY(stack->truncated && kept && kept + count < mpr_process.maximum_frames)) {
    stack->count = stack->resolved = 0;  // outer frames that had been cut off are needed now
    count = walk_changed(stack, words, &kept, &end);
  }
  uint32_t unchanged = kept;
  if (kept == 0) kept = keep_equal_outer_frames(stack, &count, &end);
  append_fresh(stack, unchanged, kept, count);
  stack->site = 0;
}

void mpr_walk(mpr_thread *thread, const void *frame) {
  mpr_stack *stack = &thread->stack;
  if (stack->site && is_same_stack(stack, frame)) return;
  if (prepare(stack)) walk(stack, frame);
}

// Gives every frame within the limit its node. False when one cannot be made.
static bool resolve(mpr_stack *stack) {
  uint32_t limit = mpr_process.maximum_frames, count = stack->count;
  uint32_t first = count > limit ? count - limit + 1 : 1;
  uint32_t root = first > 1 || stack->truncated ? MPR_TRUNCATED_ROOT : MPR_ROOT;
  if (first != stack->first || root != stack->root) stack->resolved = 0;
  stack->first = first;
  stack->root = root;
  uint32_t from = stack->resolved >= first ? stack->resolved + 1 : first;
  for (uint32_t k = from; k <= count; k++) {
    uint32_t parent = k == first ? root : stack->frames[k - 1].node;
    const mpr_frame *frame = &stack->frames[k];
    uint32_t node = mpr_frame_is_code(frame) ? mpr_child(parent, mpr_frame_address(frame)) : parent;
    if (MPR_UNLIKELY(node == 0)) return false;
    stack->frames[k].node = node;
    stack->resolved = k;
  }
  return count > 0;
}

__attribute__((noinline)) static uint32_t site_of_changed(mpr_stack *stack, const void *frame) {
  if (!prepare(stack)) return 0;
  walk(stack, frame);
  if (MPR_UNLIKELY(!resolve(stack))) return 0;
  return stack->site = mpr_site_of(stack->frames[stack->count].node);
}

uint32_t mpr_stack_site(mpr_thread *thread, const void *frame) {
  mpr_stack *stack = &thread->stack;
  if (stack->site && is_same_stack(stack, frame)) return stack->site;
  return site_of_changed(stack, frame);
}
#endif
