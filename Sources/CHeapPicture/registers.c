// See registers.h.
#ifdef __linux__
#define _GNU_SOURCE
#include "registers.h"
#include "system_calls.h"

#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

static bool read_set(int thread, long set, void *target, size_t bytes) {
  struct iovec piece = {target, bytes};
  return MPH_RAW4(SYS_ptrace, PTRACE_GETREGSET, thread, set, &piece) == 0;
}

static void keep_words(mph_thread *thread, const void *registers, size_t bytes) {
  const uintptr_t *words = registers;
  for (size_t i = 0; i < bytes / sizeof(uintptr_t) && i < MPH_GENERAL_REGISTERS; i++) thread->general[i] = words[i];
}

static bool takes_signal(int thread) {
  uint64_t blocked = 0;
  long result = MPH_RAW4(SYS_ptrace, PTRACE_GETSIGMASK, thread, sizeof blocked, &blocked);
  return result == 0 && !mph_holds_stop(blocked);
}

#if defined(__x86_64__)
void mph_note_call(mph_picture *picture, size_t i) { (void)picture, (void)i; }

// The kernel's own code for "begin anew unless a handler runs", which it never shows to a program.
enum { RESTART_WITHOUT_HANDLER = 514 };

static void set_word(int thread, size_t place, long value) {
  MPH_RAW4(SYS_ptrace, PTRACE_POKEUSER, thread, offsetof(struct user, regs) + place, value);
}
#define SET_REGISTER(thread, name, value) set_word(thread, offsetof(struct user_regs_struct, name), value)

// The upper half of the call's number is ours to use: kernels (5.13 on) look at the lower one only, and keep both for when
// the call begins anew. So we know a call that a picture has interrupted before, and when the first did.
static bool keeps_upper_half(void) {
  return MPH_RAW1(1l << 32 | SYS_getppid, 0) == MPH_RAW1(SYS_getppid, 0);
}

// Milliseconds in 31 bits, never 0. Waits of more than 24 days are none of ours.
static uint32_t clock_mark(void) { return (uint32_t)(mph_now() / MPH_MILLISECOND) & 0x7fffffff; }

// A wait that begins anew has all of its time again. Lest pictures prolong it for ever it ends when its whole time has passed since
// the first of them.
static long result_for(int thread, const struct user_regs_struct *registers) {
  const mph_timed_call *timed = mph_find_timed_call((int)registers->orig_rax);
  if (timed == NULL || !keeps_upper_half()) return -RESTART_WITHOUT_HANDLER;
  uintptr_t arguments[6] = {registers->rdi, registers->rsi, registers->rdx, registers->r10, registers->r8, registers->r9};
  int64_t time = mph_time_of(timed, arguments);
  uint32_t mark = (uint32_t)(registers->orig_rax >> 32), now = clock_mark();
  if (time < 0) return -RESTART_WITHOUT_HANDLER;
  if (mark == 0) SET_REGISTER(thread, orig_rax, (long)((uint64_t)(now ? now : 1) << 32 | (uint32_t)registers->orig_rax));
  // Both are cut to milliseconds: what is one more is not less in truth.
  bool is_over = mark != 0 && (int64_t)(now - mark & 0x7fffffff) * MPH_MILLISECOND >= time + MPH_MILLISECOND;
  return is_over ? timed->result : -RESTART_WITHOUT_HANDLER;
}

// A thread that is stopped again before it has left the kernel may be wound back already, to make its call anew: then the call's number
// stands where its result will be, and it is behind no call.
static bool is_wound_back(int thread, const struct user_regs_struct *registers) {
  enum { SYSCALL = 0x050f };
  uintptr_t bytes = 0;
  if (registers->rax != registers->orig_rax) return false;
  long result = MPH_RAW4(SYS_ptrace, PTRACE_PEEKTEXT, thread, registers->rip - sizeof bytes, &bytes);
  return result != 0 || bytes >> (sizeof bytes - 2) * 8 != SYSCALL;
}

static void note_call(int thread, mph_stop *stop, const struct user_regs_struct *registers) {
  bool is_none = (long)registers->orig_rax < 0 || is_wound_back(thread, registers);
  long number = is_none ? MPH_NO_CALL : (int)registers->orig_rax;
  stop->call = (mph_system_call){
      number, {registers->rdi, registers->rsi, registers->rdx, registers->r10, registers->r8, registers->r9},
      registers->rsp, registers->rip};
}

bool mph_read_traced(mph_thread *thread, mph_stop *stop) {
  struct user_regs_struct registers;
  if (!read_set(thread->thread, NT_PRSTATUS, &registers, sizeof registers)) return false;
  keep_words(thread, &registers, sizeof registers);
  thread->stack_pointer = registers.rsp;
  thread->frame_pointer = registers.rbp;
  thread->code_pointer = registers.rip;
  thread->thread_pointer = registers.fs_base;
  read_set(thread->thread, NT_X86_XSTATE, thread->extended, sizeof thread->extended);
  thread->has_registers = true;
  note_call(thread->thread, stop, &registers);
  if ((long)registers.rax == -EINTR && mph_may_begin_anew(stop->call.number))
    SET_REGISTER(thread->thread, rax, result_for(thread->thread, &registers));
  bool is_own = registers.rip == (uintptr_t)mph_continued_return;
  stop->is_short = !is_own && mph_may_be_short(stop->call.number, stop->call.arguments, (long)registers.rax) &&
                   takes_signal(thread->thread);
  return true;
}
#elif defined(__aarch64__)
// Calls that begin anew by themselves are rewound already. Of one that gave EINTR (epoll_wait, semop, sigtimedwait) or less than was asked
// for, the first argument was in the result's register: it is known only if the call was seen before the stop.
typedef struct {
  uint64_t regs[31], sp, pc, pstate;
} user_registers;

void mph_note_call(mph_picture *picture, size_t i) {
  mph_read_system_call(picture, picture->threads[i].thread, &picture->stops[i].call);
}

// All but the first argument are in their registers still.
static bool is_behind(const user_registers *registers, const mph_system_call *call) {
  bool is = call->number != MPH_NO_CALL && (uint64_t)call->number == registers->regs[8] &&
            call->code_pointer == registers->pc && call->stack_pointer == registers->sp;
  for (int i = 1; i < 6; i++) is = is && call->arguments[i] == registers->regs[i];
  return is;
}

static void set_registers(int thread, user_registers *registers) {
  struct iovec piece = {registers, sizeof *registers};
  MPH_RAW4(SYS_ptrace, PTRACE_SETREGSET, thread, NT_PRSTATUS, &piece);
}

// A thread that takes signals continues its call in our handler (is_short), where the program's own signals still end it. Another begins it
// anew, unless such a signal is what stopped it.
static void continue_call(int thread, mph_stop *stop, user_registers *registers) {
  const mph_system_call *call = &stop->call;
  bool was_cut = (long)registers->regs[0] == -EINTR && (mph_may_begin_anew(call->number) || mph_find_timed_call(call->number));
  if (!was_cut && !mph_may_be_short(call->number, call->arguments, (long)registers->regs[0])) return;
  stop->is_short = takes_signal(thread);
  if (stop->is_short || !was_cut || stop->signal) return;
  registers->regs[0] = call->arguments[0];
  registers->pc -= 4;
  set_registers(thread, registers);
}

static void look_at_call(int thread, mph_stop *stop, user_registers *registers) {
  if (registers->pc == (uintptr_t)mph_continued_return) {
    if ((long)registers->regs[0] != -EINTR) return;
    registers->regs[0] = (uint64_t)MPH_INTERRUPTED;
    set_registers(thread, registers);
  } else if (is_behind(registers, &stop->call)) {
    continue_call(thread, stop, registers);
  } else {
    stop->call.number = MPH_NO_CALL;
  }
}

bool mph_read_traced(mph_thread *thread, mph_stop *stop) {
  user_registers registers;
  if (!read_set(thread->thread, NT_PRSTATUS, &registers, sizeof registers)) return false;
  keep_words(thread, &registers, sizeof registers);
  thread->stack_pointer = registers.sp;
  thread->frame_pointer = registers.regs[29];
  thread->code_pointer = registers.pc;
  read_set(thread->thread, NT_ARM_TLS, &thread->thread_pointer, sizeof thread->thread_pointer);
  read_set(thread->thread, NT_PRFPREG, thread->extended, sizeof thread->extended);
  thread->has_registers = true;
  look_at_call(thread->thread, stop, &registers);
  return true;
}
#endif
#endif
