// See registers.h.
#ifdef __linux__
#define _GNU_SOURCE
#include "registers.h"

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

#if defined(__x86_64__)
// Calls that must not begin anew after EINTR: the descriptor is closed already, and may be another's by now.
static bool may_begin_anew(long call) { return call != SYS_close; }

// The kernel's own code for "begin anew unless a handler runs", which it never shows to a program.
enum { RESTART_WITHOUT_HANDLER = 514 };

bool mph_read_traced(mph_thread *thread) {
  struct user_regs_struct registers;
  if (!read_set(thread->thread, NT_PRSTATUS, &registers, sizeof registers)) return false;
  keep_words(thread, &registers, sizeof registers);
  thread->stack_pointer = registers.rsp;
  thread->frame_pointer = registers.rbp;
  thread->code_pointer = registers.rip;
  thread->thread_pointer = registers.fs_base;
  read_set(thread->thread, NT_X86_XSTATE, thread->extended, sizeof thread->extended);
  if ((long)registers.orig_rax >= 0 && (long)registers.rax == -EINTR && may_begin_anew((long)registers.orig_rax)) {
    size_t place = offsetof(struct user, regs) + offsetof(struct user_regs_struct, rax);
    MPH_RAW4(SYS_ptrace, PTRACE_POKEUSER, thread->thread, place, -RESTART_WITHOUT_HANDLER);
  }
  return true;
}
#elif defined(__aarch64__)
// Calls that begin anew by themselves are rewound already. Those that gave EINTR (epoll_wait, semop, sigtimedwait) cannot be:
// their first argument was in the result's register, and is nowhere to be read from.
bool mph_read_traced(mph_thread *thread) {
  struct user_pt_regs {
    uint64_t regs[31], sp, pc, pstate;
  } registers;
  if (!read_set(thread->thread, NT_PRSTATUS, &registers, sizeof registers)) return false;
  keep_words(thread, &registers, sizeof registers);
  thread->stack_pointer = registers.sp;
  thread->frame_pointer = registers.regs[29];
  thread->code_pointer = registers.pc;
  read_set(thread->thread, NT_ARM_TLS, &thread->thread_pointer, sizeof thread->thread_pointer);
  read_set(thread->thread, NT_PRFPREG, thread->extended, sizeof thread->extended);
  return true;
}
#endif
#endif
