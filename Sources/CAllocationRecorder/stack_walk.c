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
#include "stack_unchanged.h"

// What a walk found: the fresh frames, fresh[0...count - 1]; the frames that are unchanged, frames[1...kept], or when there are
// none, the state that ended the walk.
typedef struct {
  uint32_t count, kept;
  mpr_frame end;
} walk_result;

// Puts frames[known], … frames[changed + 1] behind the fresh frames.
static const mpr_frame *copy_unchanged(mpr_stack *stack, const mpr_frame *known, uint32_t changed, walk_result *found) {
  for (; known > &stack->frames[changed] && found->count + 2 < stack->capacity; known--, found->count++) {
    stack->fresh[found->count] = *known;
    mpr_frame_places places = stack->places[known - stack->frames];
    if (places.fp == &known[-1].fp) places.fp = NULL;
    stack->fresh_places[found->count] = places;
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

// Walks from the hook's frame outwards until the stack's end or to a state from which all is unchanged. The current
// state is in variables: each step needs what the one before has just loaded, and a way through memory would double
// that latency.
static walk_result walk_changed(mpr_stack *stack, const void *hook) {
  uintptr_t fp = mpr_words_of(hook)[0], pc = mpr_words_of(hook)[1], sp = mpr_stack_of_caller(hook);
  uint16_t kind = MPR_STACK_FRAME;
  const mpr_frame *known = &stack->frames[stack->count];
  walk_result found = {0};
  for (bool more = true; more && found.count + 1 < stack->capacity; found.count++) {
    while (known->sp < sp) known--;
    if (known->pc == pc && known->sp == sp && known->fp == fp && known->kind == kind) {
      uint32_t index = (uint32_t)(known - stack->frames), changed = mpr_first_changed(stack, index);
      if (MPR_LIKELY(changed == 0)) {
        found.kept = index;
        return found;
      }
      known = copy_unchanged(stack, known, changed, &found);
      fp = known->fp, pc = known->pc, sp = known->sp, kind = known->kind;
      known--;
    }
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
// Returns the path.
static inline uint64_t take_fresh(mpr_stack *stack, uint32_t k, uint32_t index, uint64_t outer_path) {
  const mpr_frame *fresh = &stack->fresh[index];
  mpr_frame *frame = &stack->frames[k];
  uintptr_t fp = MPR_READ(fresh->fp);
  uintptr_t pc = MPR_READ(fresh->pc);
  uint16_t run = MPR_READ(fresh->run);
  uint8_t kind = MPR_READ(fresh->kind);
  uint64_t path = mpr_longer_path(outer_path, pc, kind);
  frame->fp = fp;
  frame->pc = pc;
  frame->path = path;
  frame->sp = MPR_READ(fresh->sp);
  frame->kind = kind;
  frame->run = run ? run_length(&frame[-1], fp) : 0;
  frame->chain = 0;
  if (MPR_UNLIKELY(run == 0)) take_places(stack, k, index);
  return path;
}

// After a whole walk: outer frames with equal addresses keep their nodes. They take over the fresh state.
static void keep_equal_outer_frames(mpr_stack *stack, walk_result *found) {
  uint32_t limit = stack->root == MPR_ROOT && !stack->truncated ? stack->resolved : 0;
  set_end(stack, found->end);
  while (found->count > 0 && found->kept < limit &&
         stack->fresh[found->count - 1].pc == stack->frames[found->kept + 1].pc &&
         stack->fresh[found->count - 1].kind == stack->frames[found->kept + 1].kind) {
    uint64_t path = stack->frames[found->kept].path;
    take_fresh(stack, ++found->kept, --found->count, path);  // leaves the node
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
  uint64_t path = stack->frames[kept].path;
  for (uint32_t k = kept + 1, index = count; index-- > 0; k++) path = take_fresh(stack, k, index, path);
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

static void walk(mpr_stack *stack, const void *hook) {
  walk_result found = walk_changed(stack, hook);
  if (MPR_UNLIKELY(stack->truncated && found.kept && found.kept + found.count < stack->limit)) {
    stack->count = stack->resolved = 0;  // outer frames that had been cut off are needed now
    found = walk_changed(stack, hook);
  }
  if (found.kept == 0) keep_equal_outer_frames(stack, &found);
  append_fresh(stack, found.kept, found.count);
  stack->site = 0;
}

bool mpr_walk_stack(mpr_stack *stack, const void *hook) {
  if (!prepare(stack)) return false;
  walk(stack, hook);
  return true;
}
#endif
