// The calling thread's stack → frames, by frame pointers, call-frame rules (frame_rules.h) and async contexts.
//
// Runs inside malloc: reads the thread's own stack between the hook's frame and the thread's stack top, and the async
// contexts reachable from it. No lock; memory by mmap, once per thread.
//
// The stack of the thread's last event is kept and verified instead of walked again. frames[k] is a state
// (fp, pc, sp), and its places are the two words in memory that its rule reads to get the next outer state:
//
//   frames[k−1].pc == *places.pc        frames[k−1].fp == *places.fp
//
// So when a new walk arrives at a state equal to frames[k]'s, and the words of frames[k], frames[k−1], … frames[1]
// still hold these values, then all outer states are those of last time: by induction, a rule depends on pc alone.
// These loads do not depend on each other, and the path of these frames is known.
//
// Frames that follow each other on one stack form a piece, and four of it are verified at once, all in the same way: what a
// rule does not read (most leave the frame pointer alone) has its place in the outer state itself, which always equals it.
// frames[0] is the state that ended the walk, made such that a search outwards stops there; the frames behind it fill up the
// last four of a piece.
#ifdef __linux__
#include "stack_step.h"
#include "stack_unchanged.h"

// What a walk found: the fresh frames, fresh[0...count - 1]; the frames that are unchanged, frames[1...kept], or when there are
// none, the state that ended the walk.
typedef struct {
  uint32_t count, kept;
  uintptr_t end_fp, end_pc;
} walk_result;

// MARK: Walking

// Puts frames from `known` to the one before `changed` behind the fresh frames, as far as there is room. Gives the next place.
__attribute__((noinline)) static mpr_frame *copy_unchanged(const mpr_frame *known, const mpr_frame *changed, mpr_frame *fresh,
                                                           const mpr_frame *last) {
  for (; known > changed && fresh < last; known--, fresh++) {
    *fresh = *known;
    if (fresh->places.pc == &known[-1].pc) fresh->places.pc = NULL;
    if (fresh->places.fp == &known[-1].fp) fresh->places.fp = NULL;
  }
  return fresh;
}

// mpr_frame_state less the kind, for registers: that one as a whole, whose address mpr_step takes, makes a known traceback 4 % dearer.
typedef struct {
  uintptr_t fp, pc, sp;
} stack_state;

static inline bool stands_at(const mpr_frame *known, stack_state state) {
  return known->sp == state.sp && known->pc == state.pc && known->fp == state.fp;
}

// Where the caller's words of a frame are, as nearly all have them. False: of another kind.
MPR_INLINE bool find_places(mpr_stack *stack, stack_state state, mpr_frame_places *places, uintptr_t *cfa) {
  mpr_frame_rule rule = mpr_rule_at(&stack->rules, mpr_without_signature(state.pc));
  if (rule.kind == MPR_RULE_FRAME_POINTER) {
    const uintptr_t *words = (const uintptr_t *)state.fp;
    *cfa = state.fp + 16;
    *places = (mpr_frame_places){.pc = &words[1], .fp = words};
    return mpr_in_stack(stack, state.sp, state.fp, *cfa);
  }
  *cfa = state.sp + (uintptr_t)rule.cfa_offset;
  const uintptr_t *words = (const uintptr_t *)*cfa;
  *places = (mpr_frame_places){.pc = &words[rule.return_slot], .fp = rule.fp_slot ? &words[rule.fp_slot] : NULL};
  return rule.kind == MPR_RULE_ABOVE_SP && *cfa <= stack->top && *cfa % sizeof(uintptr_t) == 0;
}

// Walks over such frames, to the first of another kind, to a state that was seen before, to the last room or to the stack's end.
MPR_INLINE mpr_frame *walk_plain_frames(mpr_stack *stack, stack_state *at, const mpr_frame **known_frame, mpr_frame *fresh,
                                        const mpr_frame *last) {
  stack_state state = *at;
  const mpr_frame *known = *known_frame;
  for (; state.pc && fresh < last; fresh++) {
    mpr_frame_places places;
    uintptr_t cfa;
    while (known->sp < state.sp) known--;
    if (stands_at(known, state) || !find_places(stack, state, &places, &cfa)) break;
    fresh->fp = state.fp;
    fresh->pc = state.pc;
    fresh->sp = state.sp;
    fresh->places = places;
    fresh->piece = 1;
    fresh->kind = MPR_STACK_FRAME;
    state = (stack_state){places.fp ? *places.fp : state.fp, *places.pc, cfa};
  }
  *at = state;
  *known_frame = known;
  return fresh;
}

// A page or more away may lie another stack, that of a coroutine, which may have gone; contexts have no stack pointer.
enum { NEAR = 4096 };
static bool is_near(const mpr_frame *frame) {
  uintptr_t sp = frame->sp, pc = (uintptr_t)frame->places.pc, fp = (uintptr_t)frame->places.fp;
  return (pc == 0 || pc - sp < NEAR) && (fp == 0 || fp - sp < NEAR);
}

// Walks from the hook's frame outwards until the stack's end or to a state from which all is unchanged. The current
// state is in variables: each step needs what the one before has just loaded, and a way through memory would double
// that latency.
MPR_INLINE walk_result walk_changed(mpr_stack *stack, const void *hook, const mpr_frame *changed) {
  stack_state state = {mpr_words_of(hook)[0], mpr_words_of(hook)[1], mpr_stack_of_caller(hook)};
  uint8_t kind = MPR_STACK_FRAME;
  const mpr_frame *known = &stack->frames[stack->count];
  mpr_frame *fresh = stack->fresh, *const last = &fresh[stack->capacity - 2];
  for (bool more = true; more;) {
    if (changed == NULL) {
      if (kind == MPR_STACK_FRAME) fresh = walk_plain_frames(stack, &state, &known, fresh, last);
      if (kind == MPR_STACK_FRAME && state.pc == 0) break;
      while (known->sp < state.sp) known--;
      if (stands_at(known, state) && known->kind == kind) {
        changed = mpr_first_changed(stack, known);
        if (changed == NULL) return (walk_result){.count = (uint32_t)(fresh - stack->fresh), .kept = (uint32_t)(known - stack->frames)};
      }
    }
    if (changed) {
      mpr_frame *behind = copy_unchanged(known, changed, fresh, last);
      known -= behind - fresh;
      fresh = behind, changed = NULL;
      state = (stack_state){known->fp, known->pc, known->sp}, kind = known->kind;
      known--;
      continue;
    }
    *fresh = (mpr_frame){.fp = state.fp, .pc = state.pc, .sp = state.sp, .kind = kind};
    mpr_frame_state next;
    more = mpr_step(stack, fresh, &next);
    fresh->piece = is_near(fresh);
    state = (stack_state){next.fp, next.pc, next.sp}, kind = next.kind;
    if (MPR_UNLIKELY(fresh == last)) {
      stack->truncated = true;
      return (walk_result){.count = stack->capacity - 1, .end_fp = state.fp, .end_pc = state.pc};
    }
    fresh++;
  }
  stack->truncated = false;
  return (walk_result){.count = (uint32_t)(fresh - stack->fresh), .end_fp = state.fp, .end_pc = state.pc};
}

// MARK: Taking over

// Nothing is read.
static inline void stand_alone(mpr_frame *frame) {
  frame->places = (mpr_frame_places){.pc = &frame[-1].pc, .fp = &frame[-1].fp};
}

static void set_end(mpr_stack *stack, uintptr_t fp, uintptr_t pc) {
  mpr_frame *frame = stack->frames;
  *frame = (mpr_frame){.fp = fp, .pc = pc, .sp = UINTPTR_MAX, .kind = MPR_END_OF_WALK};
  stand_alone(frame);
}

// What of a frame the next inner one needs. In variables, for the reason below.
typedef struct {
  uint64_t path;
  uintptr_t sp;
  uint16_t piece;
} outer_frame;

static inline outer_frame outer_of(const mpr_frame *frame) {
  return (outer_frame){MPR_READ(frame->path), MPR_READ(frame->sp), MPR_READ(frame->piece)};
}

// Field by field and the fields through MPR_READ, which keeps the compiler from wider loads: a load that spans words
// which were stored a moment ago waits until they are in the cache. Leaves the node.
MPR_INLINE outer_frame take_fresh(mpr_frame *frame, const mpr_frame *fresh, outer_frame outer) {
  uintptr_t pc = MPR_READ(fresh->pc), sp = MPR_READ(fresh->sp);
  const uintptr_t *pc_place = MPR_READ(fresh->places.pc), *fp_place = MPR_READ(fresh->places.fp);
  uint8_t kind = MPR_READ(fresh->kind);
  uint64_t path = mpr_longer_path(outer.path, pc, kind);
  uint16_t piece = MPR_READ(fresh->piece) && outer.sp - sp <= NEAR ? outer.piece + 1 : 0;
  frame->fp = MPR_READ(fresh->fp);
  frame->pc = pc;
  frame->sp = sp;
  frame->places.pc = pc_place ? pc_place : &frame[-1].pc;
  frame->places.fp = fp_place ? fp_place : &frame[-1].fp;
  frame->path = path;
  frame->piece = piece;
  frame->kind = kind;
  return (outer_frame){path, sp, piece};
}

static void take_outermost(mpr_stack *stack, const mpr_frame *fresh) {
  take_fresh(&stack->frames[1], fresh, outer_of(stack->frames));
  stack->frames[1].piece = is_near(fresh) ? 1 + MPR_PADDING_FRAMES : 0;
}

// After a whole walk: outer frames with equal addresses keep their nodes. They take over the fresh state.
__attribute__((noinline)) static void keep_equal_outer_frames(mpr_stack *stack, walk_result *found) {
  uint32_t limit = stack->root == MPR_ROOT && !stack->truncated ? stack->resolved : 0;
  set_end(stack, found->end_fp, found->end_pc);
  while (found->count > 0) {
    const mpr_frame *fresh = &stack->fresh[found->count - 1];
    mpr_frame *frame = &stack->frames[found->kept + 1];
    bool is_equal = found->kept < limit && fresh->pc == frame->pc && fresh->kind == frame->kind;
    if (!is_equal && found->kept) return;
    if (!is_equal) stack->resolved = 0;
    if (found->kept == 0) take_outermost(stack, fresh);
    else take_fresh(frame, fresh, outer_of(&frame[-1]));
    found->kept++, found->count--;
    if (!is_equal) return;
  }
}

// Drops the outermost frames so that frames[1...most] are left; the state beyond them becomes the walk's end.
__attribute__((noinline)) static void drop_outermost(mpr_stack *stack, uint32_t kept, uint32_t most) {
  const mpr_frame *moved = &stack->frames[kept - most];
  __builtin_memmove(stack->frames, moved, (most + 1) * sizeof(mpr_frame));
  set_end(stack, stack->frames[0].fp, stack->frames[0].pc);
  for (uint32_t k = 1; k <= most; k++) {
    mpr_frame *frame = &stack->frames[k];
    if (frame->places.pc == &moved[k - 1].pc) frame->places.pc = &frame[-1].pc;
    if (frame->places.fp == &moved[k - 1].fp) frame->places.fp = &frame[-1].fp;
    if (frame->piece >= k) frame->piece = (uint16_t)(k + MPR_PADDING_FRAMES);
  }
  stack->truncated = true;
  stack->resolved = 0;
}

// Puts fresh[count − 1], … fresh[0] behind frames[1...kept].
MPR_INLINE void append_fresh(mpr_stack *stack, uint32_t kept, uint32_t count) {
  uint32_t most = stack->capacity - 1 - count;
  if (MPR_UNLIKELY(kept > most)) {
    drop_outermost(stack, kept, most);
    kept = most;
  }
  mpr_frame *frame = &stack->frames[kept];
  outer_frame outer = outer_of(frame);
  for (const mpr_frame *fresh = &stack->fresh[count]; fresh-- > stack->fresh;) outer = take_fresh(++frame, fresh, outer);
  stack->count = kept + count;
  if (stack->resolved > kept) stack->resolved = kept;
}

__attribute__((noinline)) static bool prepare(mpr_stack *stack) {
  uint32_t capacity = MPR_STACK_CAPACITY(MPR_MAXIMUM_FRAMES);  // the next period's limit may be a larger one
  mpr_frame *frames = mpr_map(((size_t)capacity * 2 + MPR_PADDING_FRAMES) * sizeof(mpr_frame));
  if (frames == NULL) return false;
  stack->frames = frames + MPR_PADDING_FRAMES;
  stack->fresh = stack->frames + capacity;
  for (mpr_frame *padding = &frames[1]; padding < stack->frames; padding++) stand_alone(padding);
  set_end(stack, 0, 0);
  return true;
}

bool mpr_walk_stack(mpr_stack *stack, const void *hook, const mpr_frame *changed) {
  if (MPR_UNLIKELY(stack->fresh == NULL) && !prepare(stack)) return false;
  walk_result found;
  while (found = walk_changed(stack, hook, changed),
         MPR_UNLIKELY(stack->truncated && found.kept && found.kept + found.count < stack->limit)) {
    stack->count = stack->resolved = 0;  // outer frames that had been cut off are needed now
    changed = NULL;
  }
  if (MPR_UNLIKELY(found.kept == 0)) keep_equal_outer_frames(stack, &found);
  append_fresh(stack, found.kept, found.count);
  mpr_forget_site(stack);
  return true;
}
#endif
