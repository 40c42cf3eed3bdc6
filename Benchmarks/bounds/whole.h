// Whether the thread stands where it stood, by whole stacks: call-frame rules and async contexts as the recorder has them (its own
// stack_step.h), each frame in as few bytes as it takes. What the event before found is compared and what is unchanged is kept;
// stack_walk.c says why that is right.
//
// Left out: a limit of frames, the frames beyond MOST_FRAMES, another thread's use of the memory of one that ended.
#ifndef WHOLE_H
#define WHOLE_H
#include "basics.h"
#include "stack_step.h"

enum { MOST_FRAMES = 1024 };

// known[k] is where the words of known[k − 1] were read.
typedef struct {
  uintptr_t pc, fp;
  const uintptr_t *pc_place, *fp_place;  // among the fresh ones NULL for what was not read; among the known its own place then
} words;
typedef struct {
  uintptr_t sp, kind;
  uint64_t path;
} further;
static __thread INITIAL struct {
  mpr_stack rules;
  words known[MOST_FRAMES + 1], fresh[MOST_FRAMES];  // outermost first, from 1; innermost first
  further of_known[MOST_FRAMES + 1], of_fresh[MOST_FRAMES];
} *stack;
static __thread INITIAL uint32_t count, last_site;

__attribute__((noinline)) static int make_stack(void) {
  stack = mapped(sizeof *stack);
  if (stack) stack->rules.top = mpr_stack_top();
  return stack != NULL;
}

INLINE int holds(uint32_t k) {
  const words *frame = &stack->known[k];
  return ((*frame->pc_place ^ frame[-1].pc) | (*frame->fp_place ^ frame[-1].fp)) == 0;
}

INLINE int stands_at(uint32_t k, mpr_frame_state state) {
  const words *frame = &stack->known[k];
  return stack->of_known[k].sp == state.sp && frame->pc == state.pc && frame->fp == state.fp && stack->of_known[k].kind == state.kind;
}

// By the two usual kinds of rule. 0: by another.
INLINE int step_plainly(words *frame, mpr_frame_state *state) {
  mpr_frame_rule rule = mpr_rule_at(&stack->rules.rules, state->pc);
  int by_pointer = rule.kind == MPR_RULE_FRAME_POINTER;
  if (!by_pointer && rule.kind != MPR_RULE_ABOVE_SP) return 0;
  uintptr_t cfa = by_pointer ? state->fp + 16 : state->sp + (uintptr_t)rule.cfa_offset;
  if (!mpr_in_stack(&stack->rules, state->sp, by_pointer ? state->fp : state->sp, cfa)) return 0;
  const uintptr_t *at = (const uintptr_t *)cfa;
  frame->pc_place = by_pointer ? &at[-1] : &at[rule.return_slot];
  frame->fp_place = by_pointer ? &at[-2] : rule.fp_slot ? &at[rule.fp_slot] : NULL;
  *state = (mpr_frame_state){frame->fp_place ? *frame->fp_place : state->fp, *frame->pc_place, cfa, MPR_STACK_FRAME};
  return 1;
}

__attribute__((noinline)) static int step(words *frame, mpr_frame_state *state) {
  mpr_frame stepped[2] = {[1] = {.fp = state->fp, .pc = state->pc, .sp = state->sp, .kind = state->kind}};
  int more = mpr_step(&stack->rules, &stepped[1], state);
  frame->pc_place = stepped[1].places.pc, frame->fp_place = stepped[1].places.fp;
  return more;
}

// Puts the known frames from k to the one before `changed` behind the n fresh ones.
__attribute__((noinline)) static uint32_t copy_unchanged(uint32_t k, uint32_t changed, uint32_t n) {
  for (; k > changed && n < MOST_FRAMES - 1; k--, n++) {
    words *frame = &stack->fresh[n];
    *frame = stack->known[k];
    stack->of_fresh[n] = stack->of_known[k];
    if (frame->pc_place == &stack->known[k - 1].pc) frame->pc_place = NULL;
    if (frame->fp_place == &stack->known[k - 1].fp) frame->fp_place = NULL;
  }
  return n;
}

// Gives how many frames are fresh; *kept: how many of the known are unchanged.
INLINE uint32_t walk(const uintptr_t *hook, uint32_t *kept) {
  mpr_frame_state state = {hook[0], hook[1], (uintptr_t)&hook[2], MPR_STACK_FRAME};
  uint32_t n = 0, k = count;
  for (int more = 1; more && n < MOST_FRAMES - 1 && (state.pc || state.kind != MPR_STACK_FRAME); n++) {
    while (k && stack->of_known[k].sp < state.sp) k--;
    if (k && stands_at(k, state)) {
      uint32_t changed = k;
      while (changed && holds(changed)) changed--;
      *kept = k;
      if (changed == 0) return n;
      n = copy_unchanged(k, changed, n);
      const words *at = &stack->known[changed];
      state = (mpr_frame_state){at->fp, at->pc, stack->of_known[changed].sp, (uint8_t)stack->of_known[changed].kind};
      k = changed - 1;
    }
    words *frame = &stack->fresh[n];
    frame->pc = state.pc, frame->fp = state.fp;
    stack->of_fresh[n].sp = state.sp, stack->of_fresh[n].kind = state.kind;
    if (state.kind != MPR_STACK_FRAME || !step_plainly(frame, &state)) more = step(frame, &state);
  }
  stack->known[0] = (words){state.pc, state.fp, NULL, NULL};
  *kept = 0;
  return n;
}

__attribute__((noinline)) static uint32_t walked(const uintptr_t *hook) {
  if (UNLIKELY(stack == NULL) && !make_stack()) return 0;
  uint32_t kept, n = walk(hook, &kept);
  uint64_t path = kept ? stack->of_known[kept].path : 0;
  for (count = kept; n-- && count < MOST_FRAMES;) {
    words *frame = &stack->known[++count], *fresh = &stack->fresh[n];
    path = longer_path(path, fresh->pc);
    frame->pc = fresh->pc;
    frame->fp = fresh->fp;
    frame->pc_place = fresh->pc_place ? fresh->pc_place : &frame[-1].pc;
    frame->fp_place = fresh->fp_place ? fresh->fp_place : &frame[-1].fp;
    stack->of_known[count] = (further){stack->of_fresh[n].sp, stack->of_fresh[n].kind, path};
  }
  return last_site = site_of_path(path);
}

INLINE uint32_t site_of(const uintptr_t *hook) {
  mpr_frame_state state = {hook[0], hook[1], (uintptr_t)&hook[2], MPR_STACK_FRAME};
  if (count == 0 || !stands_at(count, state)) return walked(hook);
  for (uint32_t k = count; k; k--)
    if (!holds(k)) return walked(hook);
  return last_site;
}

#endif
