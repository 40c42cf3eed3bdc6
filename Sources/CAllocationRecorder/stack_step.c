// From one frame of a stack to the next outer one, by each kind of rule. What it may call and touch: see stack_walk.c.
#ifdef __linux__
#include "stack_step.h"

static bool set_state(mpr_frame_state *state, uintptr_t fp, uintptr_t pc, uintptr_t sp, uint16_t kind) {
  *state = (mpr_frame_state){.fp = fp, .pc = pc, .sp = sp, .kind = kind};
  return pc != 0;
}

// What comes after `frame` when its caller's words stand at these places.
static bool read_caller(const mpr_frame *frame, mpr_frame_places places, uintptr_t cfa, mpr_frame_state *next) {
  return set_state(next, places.fp ? *places.fp : frame->fp, *places.pc, cfa, MPR_STACK_FRAME);
}

static bool ended(mpr_frame_places *places, mpr_frame_state *next) {
  *places = (mpr_frame_places){NULL, NULL};
  return set_state(next, 0, 0, 0, MPR_STACK_FRAME);
}

static bool step_by_frame_pointer(const mpr_stack *stack, const mpr_frame *frame, mpr_frame_places *places,
                                  mpr_frame_state *next) {
  const uintptr_t *fp = (const uintptr_t *)frame->fp;
  if (!mpr_in_stack(stack, frame->sp, frame->fp, frame->fp + 16)) return ended(places, next);
  *places = (mpr_frame_places){.pc = &fp[1], .fp = &fp[0]};
  return read_caller(frame, *places, frame->fp + 16, next);
}

// An async function runs here. The frames below it are the executor's; its callers are its contexts.
static bool step_into_context(const mpr_stack *stack, const mpr_frame *frame, mpr_frame_places *places,
                              mpr_frame_state *next) {
  const uintptr_t *fp = (const uintptr_t *)frame->fp;
  if (!mpr_in_stack(stack, frame->sp, frame->fp - 8, frame->fp + 16)) return ended(places, next);
  *places = (mpr_frame_places){.pc = NULL, .fp = &fp[-1]};
  set_state(next, fp[-1], 0, UINTPTR_MAX, MPR_ASYNC_CONTEXT);
  return true;
}

// Of an address in a process.
#if defined(__x86_64__)
enum { USER_BITS = 47 };
#else
enum { USER_BITS = 48 };
#endif

// (pc, context) = (context[1], context[0]). The outermost resume function is the runtime's own: not a frame.
static bool step_by_context(const mpr_frame *frame, mpr_frame_places *places, mpr_frame_state *next) {
  const uintptr_t *context = (const uintptr_t *)frame->fp;
  if (frame->fp % sizeof(uintptr_t) || frame->fp < 4096 || frame->fp >> USER_BITS) return ended(places, next);
  *places = (mpr_frame_places){.pc = &context[1], .fp = &context[0]};
  return set_state(next, context[0], context[1], UINTPTR_MAX, MPR_RESUMED_FRAME) && next->fp != 0;
}

#if defined(__aarch64__)
// sp → siginfo (128 bytes), ucontext with its machine context at 176; x29, x30, sp, pc
enum { CONTEXT = 128 / 8, FP = 416 / 8, LINK = 424 / 8, SP = 432 / 8, PC = 440 / 8 };
#else
// sp → ucontext; rbp, rsp and rip in its gregs. The return address is never in a register.
enum { CONTEXT = 0, FP = 120 / 8, LINK = 0, SP = 160 / 8, PC = 168 / 8 };
#endif

static bool step_by_signal_frame(const mpr_stack *stack, const mpr_frame *frame, mpr_frame_places *places,
                                 mpr_frame_state *next) {
  const uintptr_t *context = (const uintptr_t *)frame->sp + CONTEXT;
  if (!mpr_in_stack(stack, frame->sp, frame->sp, (uintptr_t)&context[PC + 1])) return ended(places, next);
  *places = (mpr_frame_places){.pc = &context[PC], .fp = &context[FP]};
  bool more = read_caller(frame, *places, context[SP], next);
  next->kind = MPR_INTERRUPTED_FRAME;
  return more && next->sp > frame->sp;
}

// Where the return address of a function is that has it in its register still, or again: it was interrupted there, and the frame before is
// the signal's. NULL in others, which are calling somebody.
static const uintptr_t *link_register(const mpr_frame *frame) {
  bool is_there = LINK != 0 && frame->kind == MPR_INTERRUPTED_FRAME;
  return is_there ? (const uintptr_t *)frame[-1].sp + CONTEXT + LINK : NULL;
}

static bool step_by_rule(const mpr_stack *stack, mpr_frame_rule rule, const mpr_frame *frame, mpr_frame_places *places,
                         mpr_frame_state *next) {
  uintptr_t base = rule.kind == MPR_RULE_CFA_FROM_FP ? frame->fp : frame->sp;
  uintptr_t cfa = base + (intptr_t)rule.cfa_offset;
  const uintptr_t *words = (const uintptr_t *)cfa, *pc = &words[rule.return_slot], *fp = &words[rule.fp_slot];
  if (rule.return_slot == 0 && (pc = link_register(frame)) == NULL) return ended(places, next);
  if (rule.return_slot && !mpr_in_stack(stack, frame->sp, (uintptr_t)pc, cfa)) return ended(places, next);
  if (rule.fp_slot && !mpr_in_stack(stack, frame->sp, (uintptr_t)fp, cfa)) return ended(places, next);
  // A function without a frame has its caller's stack pointer.
  if (cfa != frame->sp && !mpr_in_stack(stack, frame->sp, frame->sp, cfa)) return ended(places, next);
  *places = (mpr_frame_places){.pc = pc, .fp = rule.fp_slot ? fp : NULL};
  return read_caller(frame, *places, cfa, next);
}

// A frame that realigned its stack: the caller's stack pointer is kept in the frame, fp' = fp[0].
static bool step_by_cfa_at_fp(const mpr_stack *stack, mpr_frame_rule rule, const mpr_frame *frame,
                              mpr_frame_places *places, mpr_frame_state *next) {
  uintptr_t place = frame->fp + (intptr_t)rule.cfa_offset;
  if (!mpr_in_stack(stack, frame->sp, frame->fp, frame->fp + 8)) return ended(places, next);
  if (!mpr_in_stack(stack, frame->sp, place, place + 8)) return ended(places, next);
  uintptr_t cfa = *(const uintptr_t *)place;
  const uintptr_t *pc = (const uintptr_t *)cfa + rule.return_slot;
  if (!mpr_in_stack(stack, frame->sp, (uintptr_t)pc, cfa)) return ended(places, next);
  *places = (mpr_frame_places){.pc = pc, .fp = (const uintptr_t *)frame->fp};
  return read_caller(frame, *places, cfa, next);
}

bool mpr_step(mpr_stack *stack, mpr_frame *frame, mpr_frame_state *next) {
  mpr_frame_places *places = &frame->places;
  if (frame->kind == MPR_ASYNC_CONTEXT || frame->kind == MPR_RESUMED_FRAME) return step_by_context(frame, places, next);
  uintptr_t pc = mpr_without_signature(frame->pc) + (frame->kind == MPR_INTERRUPTED_FRAME);
  mpr_frame_rule rule = mpr_rule_at(&stack->rules, pc);
  switch (rule.kind) {
    case MPR_RULE_ASYNC_FRAME: return step_into_context(stack, frame, places, next);
    case MPR_RULE_CFA_AT_FP: return step_by_cfa_at_fp(stack, rule, frame, places, next);
    case MPR_RULE_ABOVE_SP:
    case MPR_RULE_CFA_FROM_SP:
    case MPR_RULE_CFA_FROM_FP: return step_by_rule(stack, rule, frame, places, next);
    case MPR_RULE_SIGNAL_FRAME: return step_by_signal_frame(stack, frame, places, next);
    case MPR_RULE_OUTERMOST: return ended(places, next);
    default: return step_by_frame_pointer(stack, frame, places, next);
  }
}
#endif
