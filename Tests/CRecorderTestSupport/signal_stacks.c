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

// What musl's libc does: its restorer has no call-frame entry, and is known by its instructions only.
void foreign_restorer(void);
#if defined(__aarch64__)
__asm__(".text\nnop\n.globl foreign_restorer\n.hidden foreign_restorer\nforeign_restorer: mov x8, #139\nsvc #0\n");
#else
__asm__(".text\nnop\n.globl foreign_restorer\n.hidden foreign_restorer\nforeign_restorer: mov $15, %rax\nsyscall\n");
#endif

int set_handler_with_foreign_restorer(int number, void (*handler)(int, siginfo_t *, void *), int flags) {
  enum { HAS_RESTORER = 0x04000000 };
  struct {  // the kernel's sigaction
    void (*handler)(int, siginfo_t *, void *);
    unsigned long flags;
    void (*restorer)(void);
    unsigned long mask;
  } action = {handler, HAS_RESTORER | SA_SIGINFO | (unsigned)flags, foreign_restorer, 0};
  return (int)syscall(SYS_rt_sigaction, number, &action, NULL, sizeof action.mask);
}

static void *returns_to;
static void note_restorer(int number) {
  (void)number;
  returns_to = __builtin_extract_return_addr(__builtin_return_address(0));
}

// glibc's code on x86-64, the kernel's vDSO on aarch64; a page of its own under qemu's emulation.
bool handlers_return_to_an_image(void) {
  struct sigaction action = {.sa_handler = note_restorer}, old_action;
  sigaction(SIGWINCH, &action, &old_action);
  raise(SIGWINCH);
  sigaction(SIGWINCH, &old_action, NULL);
  return *image_name((uintptr_t)returns_to) != 0;
}

static void set_handler(int number, void (*handler)(int, siginfo_t *, void *), int flags, struct sigaction *old_action) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags};
  sigaction(number, &action, old_action);
  if (!handlers_return_to_an_image()) set_handler_with_foreign_restorer(number, handler, flags);
}

static void walk_in_handler(int number, siginfo_t *info, void *context) {
  (void)number, (void)info, (void)context;
  walk_both_ways(handler_pair);
}

bool walk_inside_raised_signal(walk_pair *pair, bool on_alternate_stack) {
  struct sigaction old_action;
  stack_t stack = {.ss_sp = malloc(1 << 18), .ss_size = 1 << 18}, old_stack;
  sigset_t signals, old_signals;
  handler_pair = pair;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR2);
  pthread_sigmask(SIG_UNBLOCK, &signals, &old_signals);  // Swift's and libdispatch's threads block it.
  sigaltstack(&stack, &old_stack);
  set_handler(SIGUSR2, walk_in_handler, on_alternate_stack ? SA_ONSTACK : 0, &old_action);
  raise(SIGUSR2);
  sigaction(SIGUSR2, &old_action, NULL);
  sigaltstack(&old_stack, NULL);
  pthread_sigmask(SIG_SETMASK, &old_signals, NULL);
  free(stack.ss_sp);
  return true;
}

bool walk_inside_signal_with_foreign_restorer(walk_pair *pair) {
  struct sigaction old_action;
  sigset_t signals, old_signals;
  handler_pair = pair;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR2);
  sigaction(SIGUSR2, NULL, &old_action);
  pthread_sigmask(SIG_UNBLOCK, &signals, &old_signals);
  bool done = set_handler_with_foreign_restorer(SIGUSR2, walk_in_handler, 0) == 0 && raise(SIGUSR2) == 0;
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

static void (*in_trap)(void);
static void trap_handler(int number, siginfo_t *info, void *context) {
  mcontext_t *registers = &((ucontext_t *)context)->uc_mcontext;
  (void)number, (void)info;
  in_trap();
#if defined(__aarch64__)
  registers->pc += 4;
#else
  registers->gregs[REG_RIP] += 2;
#endif
}

void call_inside_trap_at_function_start(void (*function)(void)) {
  struct sigaction old_action;
  in_trap = function;
  set_handler(SIGILL, trap_handler, 0, &old_action);
  trap_at_start();
  sigaction(SIGILL, &old_action, NULL);
}

static void walk_for_handler_pair(void) { walk_both_ways(handler_pair); }

bool walk_inside_trap_at_function_start(walk_pair *pair) {
  handler_pair = pair;
  call_inside_trap_at_function_start(walk_for_handler_pair);
  return true;
}

#endif
