// Stacks with a signal frame.
#ifdef __linux__
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "CRecorderTestSupport.h"

static walk_pair *handler_pair;  // Tests that raise signals run one at a time.

static void walk_in_handler(int number, siginfo_t *info, void *context) {
  (void)number, (void)info, (void)context;
  walk_both_ways(handler_pair);
}

bool walk_inside_raised_signal(walk_pair *pair, bool on_alternate_stack) {
  struct sigaction action = {.sa_sigaction = walk_in_handler, .sa_flags = SA_SIGINFO}, old_action;
  stack_t stack = {.ss_sp = malloc(1 << 18), .ss_size = 1 << 18}, old_stack;
  if (on_alternate_stack) action.sa_flags |= SA_ONSTACK;
  sigset_t signals, old_signals;
  handler_pair = pair;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR2);
  pthread_sigmask(SIG_UNBLOCK, &signals, &old_signals);  // Swift's and libdispatch's threads block it.
  sigaltstack(&stack, &old_stack);
  sigaction(SIGUSR2, &action, &old_action);
  raise(SIGUSR2);
  sigaction(SIGUSR2, &old_action, NULL);
  sigaltstack(&old_stack, NULL);
  pthread_sigmask(SIG_SETMASK, &old_signals, NULL);
  free(stack.ss_sp);
  return true;
}

// What musl's libc does: its restorer has no call-frame entry, and is known by its instructions only.
void foreign_restorer(void);
#if defined(__aarch64__)
__asm__(".text\nnop\n.globl foreign_restorer\n.hidden foreign_restorer\nforeign_restorer: mov x8, #139\nsvc #0\n");
#else
__asm__(".text\nnop\n.globl foreign_restorer\n.hidden foreign_restorer\nforeign_restorer: mov $15, %rax\nsyscall\n");
#endif

bool walk_inside_signal_with_foreign_restorer(walk_pair *pair) {
  enum { HAS_RESTORER = 0x04000000 };
  struct {  // the kernel's sigaction
    void (*handler)(int, siginfo_t *, void *);
    unsigned long flags;
    void (*restorer)(void);
    unsigned long mask;
  } action = {walk_in_handler, HAS_RESTORER | SA_SIGINFO, foreign_restorer, 0};
  struct sigaction old_action;
  sigset_t signals, old_signals;
  handler_pair = pair;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR2);
  sigaction(SIGUSR2, NULL, &old_action);
  pthread_sigmask(SIG_UNBLOCK, &signals, &old_signals);
  bool done = syscall(SYS_rt_sigaction, SIGUSR2, &action, NULL, sizeof action.mask) == 0 && raise(SIGUSR2) == 0;
  sigaction(SIGUSR2, &old_action, NULL);
  pthread_sigmask(SIG_SETMASK, &old_signals, NULL);
  return done;
}

// Traps with its very first instruction: at pc - 1 another function, or none, would be found.
void trap_at_start(void);
#if defined(__aarch64__)
__asm__(".text\n.balign 16\n.globl trap_at_start\n.hidden trap_at_start\n.type trap_at_start, %function\n"
        "trap_at_start: .cfi_startproc\nudf #0\nret\n.cfi_endproc\n.size trap_at_start, . - trap_at_start\n");
#else
__asm__(".text\n.balign 16\n.globl trap_at_start\n.hidden trap_at_start\n.type trap_at_start, @function\n"
        "trap_at_start: .cfi_startproc\nud2\nret\n.cfi_endproc\n.size trap_at_start, . - trap_at_start\n");
#endif

static void walk_in_trap_handler(int number, siginfo_t *info, void *context) {
  mcontext_t *registers = &((ucontext_t *)context)->uc_mcontext;
  walk_in_handler(number, info, context);
#if defined(__aarch64__)
  registers->pc += 4;
#else
  registers->gregs[REG_RIP] += 2;
#endif
}

bool walk_inside_trap_at_function_start(walk_pair *pair) {
  struct sigaction action = {.sa_sigaction = walk_in_trap_handler, .sa_flags = SA_SIGINFO}, old_action;
  handler_pair = pair;
  sigaction(SIGILL, &action, &old_action);
  trap_at_start();
  sigaction(SIGILL, &old_action, NULL);
  return true;
}

#endif
