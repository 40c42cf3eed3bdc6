// The calling thread's stack → frames, by frame pointers, call-frame rules (frame_rules.h) and async contexts.
//
// Runs inside malloc: reads the thread's own stack between the hook's frame and the thread's stack top, and the async
// contexts reachable from it. No lock; memory by mmap, once per thread.
//
// The stack of the thread's last event is kept and verified instead of walked again. frames[k] is a state
// (fp, pc, sp), and places[k] are the two words in memory that its rule reads to get the next outer state:
//
//   frames[k−1].pc == *places[k].pc        frames[k−1].fp == *places[k].fp        (NULL: nothing to read)
//
// So when a new walk arrives at a state equal to frames[k]'s, and the words of frames[k], frames[k−1], … frames[1]
// still hold these values, then all outer states are those of last time: by induction, a rule depends on pc alone.
// This costs two loads a frame without a dependency between them, and the nodes of these frames are known.
//
// Most frames are found by their frame pointer, *places = {&fp[1], &fp[0]}. They form runs, need no places, and several
// are verified at once. So are chains, of frames that are found by other rules and follow each other on one stack; where
// such a rule leaves the frame pointer alone, the place is the outer state's own, and what is there is always the same.
// frames[0] is the state that ended the walk, made such that a search outwards stops there.
#ifdef __linux__
#include "stack_step.h"

static bool is_unchanged(const mpr_frame *frame, const mpr_frame_places *places) {
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
MPR_INLINE uint32_t first_changed(const mpr_stack *stack, uint32_t from) {
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

// The hash of a path with one frame more.
static inline uint64_t longer_path(uint64_t path, uintptr_t pc, uint16_t kind) {
  path = (path ^ pc ^ (uint64_t)kind << 60) * UINT64_C(0xbf58476d1ce4e5b9);
  return path ^ path >> 32;
}

// What a walk found: the fresh frames, fresh[0...count - 1], and the hash of their addresses; the frames that are
// unchanged, frames[1...kept], or when there are none, the state that ended the walk.
typedef struct {
  uint32_t count, kept;
  uint64_t path;
  mpr_frame end;
} walk_result;

// Puts frames[known], … frames[changed + 1] behind the fresh frames.
static const mpr_frame *copy_unchanged(mpr_stack *stack, const mpr_frame *known, uint32_t changed, walk_result *found) {
  for (; known > &stack->frames[changed] && found->count + 2 < stack->capacity; known--, found->count++) {
    stack->fresh[found->count] = *known;
    mpr_frame_places places = stack->places[known - stack->frames];
    if (places.fp == &known[-1].fp) places.fp = NULL;
    stack->fresh_places[found->count] = places;
    found->path = longer_path(found->path, known->pc, known->kind);
  }
  return known;
}

// The rule of a frame on the stack; of others, mpr_step asks.
MPR_INLINE mpr_frame_rule rule_of(mpr_stack *stack, uintptr_t pc, uint16_t kind) {
  return kind == MPR_STACK_FRAME ? mpr_rule_at(stack, mpr_without_signature(pc)) : (mpr_frame_rule){.kind = MPR_RULE_UNKNOWN};
}

// Where mpr_step would find the caller's words of a frame whose caller's stack pointer is its own and a number; pc is NULL
// where they are not to be read.
MPR_INLINE mpr_frame_places places_from_sp(const mpr_stack *stack, mpr_frame_rule rule, uintptr_t sp) {
  uintptr_t cfa = sp + (intptr_t)rule.cfa_offset;
  const uintptr_t *pc = (const uintptr_t *)cfa + rule.return_slot, *fp = (const uintptr_t *)cfa + rule.fp_slot;
  bool is_there = rule.return_slot && mpr_in_stack(stack, sp, sp, cfa) && mpr_in_stack(stack, sp, (uintptr_t)pc, cfa) &&
                  (rule.fp_slot == 0 || mpr_in_stack(stack, sp, (uintptr_t)fp, cfa));
  return (mpr_frame_places){.pc = is_there ? pc : NULL, .fp = rule.fp_slot ? fp : NULL};
}

// Where a hook's frame says that its caller's words are, and its caller's stack: see MPR_FRAME.
#if defined(__aarch64__)
static inline const uintptr_t *words_of(const void *frame) { return (const uintptr_t *)((uintptr_t)frame << 16 >> 16); }
static inline uintptr_t stack_of_caller(const void *frame) { return (uintptr_t)words_of(frame) + ((uintptr_t)frame >> 48); }
#else
static inline const uintptr_t *words_of(const void *frame) { return frame; }
static inline uintptr_t stack_of_caller(const void *frame) { return (uintptr_t)&words_of(frame)[2]; }
#endif

// Walks from the hook's frame outwards until the stack's end or to a state from which all is unchanged. The current
// state is in variables: each step needs what the one before has just loaded, and a way through memory would double
// that latency.
static walk_result walk_changed(mpr_stack *stack, const void *hook) {
  uintptr_t fp = words_of(hook)[0], pc = words_of(hook)[1], sp = stack_of_caller(hook);
  uint16_t kind = MPR_STACK_FRAME;
  const mpr_frame *known = &stack->frames[stack->count];
  walk_result found = {0};
  for (bool more = true; more && found.count + 1 < stack->capacity; found.count++) {
    while (known->sp < sp) known--;
    if (known->pc == pc && known->sp == sp && known->fp == fp && known->kind == kind) {
      uint32_t index = (uint32_t)(known - stack->frames), changed = first_changed(stack, index);
      if (MPR_LIKELY(changed == 0)) {
        found.kept = index;
        return found;
      }
      known = copy_unchanged(stack, known, changed, &found);
      fp = known->fp, pc = known->pc, sp = known->sp, kind = known->kind;
      known--;
    }
    found.path = longer_path(found.path, pc, kind);
    mpr_frame *frame = &stack->fresh[found.count];
    mpr_frame_rule rule = rule_of(stack, pc, kind);
    mpr_frame_places places;
    if (rule.kind == MPR_RULE_FRAME_POINTER && MPR_LIKELY(mpr_in_stack(stack, sp, fp, fp + 16))) {
      *frame = (mpr_frame){.fp = fp, .pc = pc, .sp = sp, .kind = MPR_STACK_FRAME, .run = 1};
      const uintptr_t *caller = (const uintptr_t *)fp;
      fp = caller[0], pc = caller[1], sp = (uintptr_t)&caller[2];
      more = pc != 0;
    } else if (rule.kind == MPR_RULE_CFA_FROM_SP && (places = places_from_sp(stack, rule, sp)).pc != NULL) {
      *frame = (mpr_frame){.fp = fp, .pc = pc, .sp = sp, .kind = MPR_STACK_FRAME};
      stack->fresh_places[found.count] = places;
      pc = *places.pc, sp += (intptr_t)rule.cfa_offset;
      if (places.fp) fp = *places.fp;
      more = pc != 0;
    } else {
      mpr_frame next;
      *frame = (mpr_frame){.fp = fp, .pc = pc, .sp = sp, .kind = kind};
      more = mpr_step(stack, frame, &stack->fresh_places[found.count], &next);
      fp = next.fp, pc = next.pc, sp = next.sp, kind = next.kind;
    }
  }
  stack->truncated = found.count + 1 >= stack->capacity;
  found.end = (mpr_frame){.fp = fp, .pc = pc};
  return found;
}

static void set_end(mpr_stack *stack, mpr_frame end) {
  stack->frames[0] = (mpr_frame){.fp = end.fp, .pc = end.pc, .sp = UINTPTR_MAX, .kind = MPR_END_OF_WALK};
}

// Of a frame found by another rule. Where its caller's frame pointer is its own, the caller's state stands for the place.
MPR_INLINE void take_places(mpr_stack *stack, uint32_t k, uint32_t index) {
  mpr_frame *frame = &stack->frames[k], *outer = frame - 1;
  mpr_frame_places places = stack->fresh_places[index];
  bool is_chain = frame->kind == MPR_STACK_FRAME && places.pc != NULL;
  if (is_chain && places.fp == NULL) places.fp = &outer->fp;
  stack->places[k] = places;
  if (is_chain) frame->chain = outer->sp - frame->sp < 4096 && outer->chain < 255 ? outer->chain + 1 : 1;
}

// A gap of a page or more ends a run: beyond it may lie another stack, that of a coroutine, which may have gone.
static inline uint16_t run_length(const mpr_frame *outer, uintptr_t fp) {
  return outer->fp - fp < 4096 ? outer->run + 1 : 1;
}

// Field by field and the fields through MPR_READ, which keeps the compiler from wider loads: a load that spans words
// which were stored a moment ago waits until they are in the cache.
static inline void take_fresh(mpr_stack *stack, uint32_t k, uint32_t index) {
  const mpr_frame *fresh = &stack->fresh[index];
  mpr_frame *frame = &stack->frames[k];
  uintptr_t fp = MPR_READ(fresh->fp);
  uint16_t run = MPR_READ(fresh->run);
  frame->fp = fp;
  frame->pc = MPR_READ(fresh->pc);
  frame->sp = MPR_READ(fresh->sp);
  frame->kind = MPR_READ(fresh->kind);
  frame->run = run ? run_length(&frame[-1], fp) : 0;
  frame->chain = 0;
  if (MPR_UNLIKELY(run == 0)) take_places(stack, k, index);
}

// After a whole walk: outer frames with equal addresses keep their nodes. They take over the fresh state.
static void keep_equal_outer_frames(mpr_stack *stack, walk_result *found) {
  uint32_t limit = stack->root == MPR_ROOT && !stack->truncated ? stack->resolved : 0;
  set_end(stack, found->end);
  while (found->count > 0 && found->kept < limit &&
         stack->fresh[found->count - 1].pc == stack->frames[found->kept + 1].pc &&
         stack->fresh[found->count - 1].kind == stack->frames[found->kept + 1].kind) {
    take_fresh(stack, ++found->kept, --found->count);  // leaves the node
  }
}

// Drops the outermost frames so that frames[1...most] are left; the state beyond them becomes the walk's end.
static void drop_outermost(mpr_stack *stack, uint32_t kept, uint32_t most) {
  __builtin_memmove(&stack->frames[0], &stack->frames[kept - most], (most + 1) * sizeof(mpr_frame));
  __builtin_memmove(&stack->places[0], &stack->places[kept - most], (most + 1) * sizeof(mpr_frame_places));
  set_end(stack, stack->frames[0]);
  const mpr_frame *moved = &stack->frames[kept - most];
  for (uint32_t k = 1; k <= most; k++) {
    if (stack->places[k].fp == &moved[k - 1].fp) stack->places[k].fp = &stack->frames[k - 1].fp;
    if (stack->frames[k].chain > k) stack->frames[k].chain = (uint8_t)k;
    if (stack->frames[k].run) stack->frames[k].run = run_length(&stack->frames[k - 1], stack->frames[k].fp);
  }
  stack->truncated = true;
  stack->resolved = 0;
}

// Puts fresh[count − 1], … fresh[0] behind frames[1...kept].
static void append_fresh(mpr_stack *stack, uint32_t kept, uint32_t count) {
  uint32_t most = stack->capacity - 1 - count;
  if (MPR_UNLIKELY(kept > most)) {
    drop_outermost(stack, kept, most);
    kept = most;
  }
  for (uint32_t k = kept + 1, index = count; index-- > 0; k++) take_fresh(stack, k, index);
  stack->count = kept + count;
  if (stack->resolved > kept) stack->resolved = kept;
}

static bool prepare(mpr_stack *stack) {
  if (MPR_LIKELY(stack->fresh != NULL)) return true;
  uint32_t capacity = MPR_STACK_CAPACITY(MPR_MAXIMUM_FRAMES);  // the next period's limit may be a larger one
  mpr_frame *frames = mpr_map((size_t)capacity * 2 * (sizeof(mpr_frame) + sizeof(mpr_frame_places)));
  if (frames == NULL) return false;
  stack->frames = frames;
  stack->fresh = frames + capacity;
  stack->places = (mpr_frame_places *)(frames + 2 * capacity);
  stack->fresh_places = stack->places + capacity;
  set_end(stack, (mpr_frame){0});
  return true;
}

// The thread stands where it stood: nothing to walk.
MPR_INLINE bool is_same_stack(const mpr_stack *stack, const void *hook) {
  const mpr_frame *leaf = &stack->frames[stack->count];
  const uintptr_t *words = words_of(hook);
  return leaf->sp == stack_of_caller(hook) && leaf->pc == words[1] && leaf->fp == words[0] &&
         leaf->kind == MPR_STACK_FRAME && first_changed(stack, stack->count) == 0;
}

// Returns what was fresh; kept is 0 when a site cannot be looked up by the path from there.
static walk_result walk(mpr_stack *stack, const void *hook) {
  walk_result found = walk_changed(stack, hook);
  if (MPR_UNLIKELY(stack->truncated && found.kept && found.kept + found.count < stack->limit)) {
    stack->count = stack->resolved = 0;  // outer frames that had been cut off are needed now
    found = walk_changed(stack, hook);
  }
  uint32_t unchanged = found.kept;
  if (unchanged == 0) keep_equal_outer_frames(stack, &found);
  append_fresh(stack, found.kept, found.count);
  stack->site = 0;
  found.kept = unchanged;
  return found;
}

void mpr_walk(mpr_thread *thread, const void *frame) {
  mpr_stack *stack = &thread->stack;
  if (stack->site && is_same_stack(stack, frame)) return;
  if (prepare(stack)) walk(stack, frame);
}

// Gives every frame within the limit, up to frames[last], its node. False when one cannot be made.
static bool resolve(mpr_stack *stack, uint32_t last) {
  uint32_t limit = stack->limit, count = stack->count;
  uint32_t first = count > limit ? count - limit + 1 : 1;
  uint32_t root = first > 1 || stack->truncated ? MPR_TRUNCATED_ROOT : MPR_ROOT;
  if (first != stack->first || root != stack->root) stack->resolved = 0;
  stack->first = first;
  stack->root = root;
  uint32_t from = stack->resolved >= first ? stack->resolved + 1 : first;
  for (uint32_t k = from; k <= last; k++) {
    uint32_t parent = k == first ? root : stack->frames[k - 1].node;
    const mpr_frame *frame = &stack->frames[k];
    uint32_t node = mpr_frame_is_code(frame) ? mpr_child(parent, mpr_frame_address(frame)) : parent;
    if (MPR_UNLIKELY(node == 0)) return false;
    stack->frames[k].node = node;
    stack->resolved = k;
  }
  return count > 0;
}

static uint32_t resolved_site(mpr_stack *stack, const mpr_period *period) {
  return resolve(stack, stack->count) ? mpr_site_of(stack->frames[stack->count].node, period) : 0;
}

// Most paths were seen before: then only the frames below which they start need their nodes.
static uint32_t site_of_path(mpr_thread *thread, uint32_t kept, uint64_t path) {
  mpr_stack *stack = &thread->stack;
  if (kept == 0 || !resolve(stack, kept) || stack->root != MPR_ROOT) return resolved_site(stack, thread->period);
  path = longer_path(path, stack->frames[kept].node, 0);
  mpr_cached_site *cached = &stack->sites[path >> (64 - MPR_SITE_CACHE_BITS)];
  if (MPR_UNLIKELY(cached->path != path)) {
    uint32_t site = resolved_site(stack, thread->period);
    if (site == 0) return 0;
    *cached = (mpr_cached_site){path, site};
  }
  return cached->site;
}

__attribute__((noinline)) static uint32_t site_of_changed(mpr_thread *thread, const void *frame) {
  mpr_stack *stack = &thread->stack;
  if (!prepare(stack)) return 0;
  walk_result found = walk(stack, frame);
  return stack->site = site_of_path(thread, found.kept, found.path);
}

uint32_t mpr_stack_site(mpr_thread *thread, const void *frame) {
  mpr_stack *stack = &thread->stack;
  if (stack->site && is_same_stack(stack, frame)) return stack->site;
  return site_of_changed(thread, frame);
}
#endif
