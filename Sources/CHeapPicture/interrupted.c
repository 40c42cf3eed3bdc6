// See interrupted.h. The kernel has saved the thread's registers on its stack and loads them again when the handler returns.
#ifdef __linux__
#define _GNU_SOURCE
#include "interrupted.h"

#include <errno.h>

#include "awaited_signals.h"
#include "registers.h"

#if defined(__x86_64__)
typedef greg_t saved_word;
static saved_word *result_of(ucontext_t *context) { return &context->uc_mcontext.gregs[REG_RAX]; }
static uintptr_t code_pointer(const ucontext_t *context) { return (uintptr_t)context->uc_mcontext.gregs[REG_RIP]; }
static uintptr_t stack_pointer(const ucontext_t *context) { return (uintptr_t)context->uc_mcontext.gregs[REG_RSP]; }

// Whether the thread stands before the instruction that makes a system call. The page behind may not be there.
static bool is_at_call(uintptr_t code) {
  const uint8_t *bytes = (const uint8_t *)code;
  return bytes[0] == 0x0f && (code & 4095) != 4095 && bytes[1] == 0x05;
}

// Behind it. The page before may not be there: the beginning of a page is not asked.
static bool is_behind_call(uintptr_t code) { return (code & 4095) >= 7 && is_at_call(code - 2); }

// "mov $N, %eax; syscall", as nearly all have it.
static long call_by_code(uintptr_t code) {
  const uint8_t *bytes = (const uint8_t *)code;
  if (bytes[-7] != 0xb8) return MPH_NO_CALL;
  return bytes[-6] | bytes[-5] << 8 | bytes[-4] << 16;
}

static void arguments_of(const ucontext_t *context, const mph_system_call *call, uintptr_t arguments[6]) {
  static const int order[] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9};
  (void)call;
  for (int i = 0; i < 6; i++) arguments[i] = (uintptr_t)context->uc_mcontext.gregs[order[i]];
}

static void begin_anew(ucontext_t *context, long number, uintptr_t first_argument) {
  (void)first_argument;
  context->uc_mcontext.gregs[REG_RAX] = number;
  context->uc_mcontext.gregs[REG_RIP] -= 2;
}

static bool begins_anew(const ucontext_t *context, const mph_system_call *call) {
  return context->uc_mcontext.gregs[REG_RAX] == call->number && code_pointer(context) + 2 == call->code_pointer;
}

static void end_call(ucontext_t *context) {
  context->uc_mcontext.gregs[REG_RAX] = -EINTR;
  context->uc_mcontext.gregs[REG_RIP] += 2;
}

// The processor's own way to save its vector registers; the words behind the first 464 bytes say how much there is.
static void read_extended(mph_thread *thread, const ucontext_t *context) {
  const uintptr_t *words = (const uintptr_t *)context->uc_mcontext.fpregs;
  if (words == NULL) return;
  const uint32_t *software = (const uint32_t *)words + 464 / 4;
  bool has_more = software[0] == 0x46505853;
  size_t bytes = has_more ? software[4] : 512;
  for (size_t i = 0; i < bytes / sizeof *words && i < MPH_EXTENDED_REGISTERS; i++) thread->extended[i] = words[i];
}

void mph_read_interrupted(mph_thread *thread, const ucontext_t *context) {
  for (int i = 0; i < NGREG; i++) thread->general[i] = (uintptr_t)context->uc_mcontext.gregs[i];
  thread->stack_pointer = stack_pointer(context);
  thread->frame_pointer = (uintptr_t)context->uc_mcontext.gregs[REG_RBP];
  thread->code_pointer = code_pointer(context);
  thread->thread_pointer = mph_own_thread_pointer();
  thread->has_registers = true;
  read_extended(thread, context);
}
#elif defined(__aarch64__)
typedef unsigned long long saved_word;
static saved_word *result_of(ucontext_t *context) { return &context->uc_mcontext.regs[0]; }
static uintptr_t code_pointer(const ucontext_t *context) { return context->uc_mcontext.pc; }
static uintptr_t stack_pointer(const ucontext_t *context) { return context->uc_mcontext.sp; }
static bool is_at_call(uintptr_t code) { return *(const uint32_t *)code == 0xd4000001; }  // svc 0
static bool is_behind_call(uintptr_t code) { return (code & 4095) != 0 && is_at_call(code - 4); }

// The first argument was in the result's register: without it the call cannot be made again.
static long call_by_code(uintptr_t code) { return (void)code, MPH_NO_CALL; }

static void arguments_of(const ucontext_t *context, const mph_system_call *call, uintptr_t arguments[6]) {
  arguments[0] = call->arguments[0];
  for (int i = 1; i < 6; i++) arguments[i] = context->uc_mcontext.regs[i];
}

static void begin_anew(ucontext_t *context, long number, uintptr_t first_argument) {
  (void)number;  // still in x8
  context->uc_mcontext.regs[0] = first_argument;
  context->uc_mcontext.pc -= 4;
}

static bool begins_anew(const ucontext_t *context, const mph_system_call *call) {
  return context->uc_mcontext.regs[8] == (uint64_t)call->number && code_pointer(context) + 4 == call->code_pointer;
}

static void end_call(ucontext_t *context) {
  context->uc_mcontext.regs[0] = (uint64_t)-EINTR;
  context->uc_mcontext.pc += 4;
}

void mph_read_interrupted(mph_thread *thread, const ucontext_t *context) {
  const mcontext_t *saved = &context->uc_mcontext;
  const uintptr_t *more = (const uintptr_t *)saved->__reserved;
  for (int i = 0; i < 31; i++) thread->general[i] = saved->regs[i];
  for (int i = 0; i < MPH_EXTENDED_REGISTERS; i++) thread->extended[i] = more[i];
  thread->stack_pointer = saved->sp;
  thread->frame_pointer = saved->regs[29];
  thread->code_pointer = saved->pc;
  thread->thread_pointer = mph_own_thread_pointer();
  thread->has_registers = true;
}
#endif

// The number of the call that the thread just came from, NO_CALL: from none, or nobody knows. It may have been seen wound back already,
// and then is about to make its call.
static long left_call(const ucontext_t *context, const mph_system_call *call) {
  uintptr_t code = code_pointer(context);
  bool is_known = call->number != MPH_NO_CALL && call->number != SYS_restart_syscall;  // the kernel's stand-in for a wait that goes on
  if (is_known && call->code_pointer == code && call->stack_pointer == stack_pointer(context) && !is_at_call(code)) return call->number;
  return is_behind_call(code) ? call_by_code(code) : MPH_NO_CALL;
}

static void set_mask(const void *mask, void *before) { MPH_RAW4(SYS_rt_sigprocmask, SIG_SETMASK, mask, before, 8); }

// With the thread's own signals open: their handlers end the call as they always do.
static long continue_call(const ucontext_t *context, const mph_timed_call *timed, long number, const uintptr_t *arguments, long result) {
  uint64_t blocked;
  set_mask(&context->uc_sigmask, &blocked);
  result = timed ? mph_continue_timed(timed, arguments) : mph_continue_transfer(number, arguments, result);
  set_mask(&blocked, NULL);
  return result;
}

// Whether the kernel has wound the thread back to make the call again that it was seen in.
static bool is_wound_back(const ucontext_t *context, const mph_system_call *call) {
  return call->number != MPH_NO_CALL && call->stack_pointer == stack_pointer(context) && begins_anew(context, call);
}

void mph_continue_interrupted(ucontext_t *context, const mph_system_call *call) {
  saved_word *result = result_of(context);
  bool was_cut = (long)*result == -EINTR;
  if (was_cut && mph_handles_signal(context)) return;
  if (is_wound_back(context, call)) {
    if (mph_signal_ends(context, call) && mph_handles_signal(context)) end_call(context);
    return;
  }
  if (code_pointer(context) == (uintptr_t)mph_continued_return) {
    if (was_cut) *result = (saved_word)MPH_INTERRUPTED;
    return;
  }
  if (!was_cut && (long)*result <= 0) return;
  long number = left_call(context, call);
  uintptr_t arguments[6];
  arguments_of(context, call, arguments);
  const mph_timed_call *timed = was_cut ? mph_find_timed_call(number) : NULL;
  if (timed || mph_may_be_short(number, arguments, (long)*result))
    *result = (saved_word)continue_call(context, timed, number, arguments, (long)*result);
  else if (was_cut && mph_may_begin_anew(number))
    begin_anew(context, number, arguments[0]);
}
#endif
