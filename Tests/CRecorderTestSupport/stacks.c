// Stacks of kinds that Swift cannot make by itself: C callbacks, signal frames, frames written in assembler.
#ifdef __linux__
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "CRecorderTestSupport.h"

static int compare_and_walk(const void *left, const void *right, void *context) {
  walk_both_ways(context);
  return *(const int *)left - *(const int *)right;
}

bool walk_inside_qsort(walk_pair *pair) {
  int numbers[64];
  for (int index = 0; index < 64; index++) numbers[index] = index * 37 % 64;
  qsort_r(numbers, 64, sizeof *numbers, compare_and_walk, pair);
  return true;
}

static void walk_in_function(void *context, int count, void **values) {
  walk_pair *(*user_data)(void *) = dlsym(RTLD_DEFAULT, "sqlite3_user_data");
  (void)count, (void)values;
  walk_both_ways(user_data(context));
}

bool walk_inside_sqlite_function(walk_pair *pair) {
  enum { UTF8 = 1 };
  if (!dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_GLOBAL)) return false;
  int (*open)(const char *, void **) = dlsym(RTLD_DEFAULT, "sqlite3_open");
  int (*create)(void *, const char *, int, int, void *, void (*)(void *, int, void **), void *, void *) =
      dlsym(RTLD_DEFAULT, "sqlite3_create_function");
  int (*execute)(void *, const char *, void *, void *, void *) = dlsym(RTLD_DEFAULT, "sqlite3_exec");
  int (*close)(void *) = dlsym(RTLD_DEFAULT, "sqlite3_close");
  void *database = NULL;
  bool done = open(":memory:", &database) == 0 &&
              create(database, "walk", 1, UTF8, pair, walk_in_function, NULL, NULL) == 0 &&
              execute(database, "create table t(a); insert into t values (3), (1), (2);"
                      "select a from t where walk(a) is null order by a desc", NULL, NULL, NULL) == 0;
  close(database);
  return done;
}

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

#if defined(__x86_64__)
// What gcc writes for a function with over-aligned locals: the old stack pointer is kept in the frame, and the
// frame pointer's chain passes through a copy of the return address.
void call_realigned(walk_pair *pair, void (*function)(walk_pair *));
__asm__(".text\n.balign 16\n.globl call_realigned\n.hidden call_realigned\n.type call_realigned, @function\n"
        "call_realigned: .cfi_startproc\n"
        "lea 8(%rsp), %r10\n.cfi_def_cfa 10, 0\n"
        "and $-128, %rsp\n"
        "push -8(%r10)\n"
        "push %rbp\n"
        "mov %rsp, %rbp\n.cfi_escape 0x10, 0x06, 0x02, 0x76, 0x00\n"
        "push %r10\n.cfi_escape 0x0f, 0x03, 0x76, 0x78, 0x06\n"
        "sub $104, %rsp\n"
        "call *%rsi\n"
        "mov -8(%rbp), %r10\n.cfi_def_cfa 10, 0\n"
        "leave\n"
        "lea -8(%r10), %rsp\n.cfi_def_cfa 7, 8\n"
        "ret\n.cfi_endproc\n.size call_realigned, . - call_realigned\n");

bool walk_inside_realigned_frame(walk_pair *pair) {
  call_realigned(pair, walk_both_ways);
  return true;
}
#else
bool walk_inside_realigned_frame(walk_pair *pair) {
  (void)pair;
  return false;
}
#endif

#endif
