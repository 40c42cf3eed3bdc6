// A call that begins anew is no call that moved a little: how a thread looks that is stopped before it has left the kernel.
#ifdef __linux__
#define _GNU_SOURCE
#include <elf.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "registers.h"

typedef struct user_regs_struct register_set;
#if defined(__x86_64__)
enum { CALL_BYTES = 2, MOVED = SYS_write };  // as many bytes as look like the number of the call
static void wind_back(register_set *registers, uintptr_t first_argument) {
  (void)first_argument;
  registers->rax = registers->orig_rax;
  registers->rip -= CALL_BYTES;
}
static void end_short(register_set *registers) { registers->rax = MOVED; }
static mph_system_call call_of(const register_set *registers) { return (void)registers, (mph_system_call){.number = MPH_NO_CALL}; }
#else
enum { CALL_BYTES = 4, MOVED = 3 };
static void wind_back(register_set *registers, uintptr_t first_argument) {
  registers->regs[0] = first_argument;
  registers->pc -= CALL_BYTES;
}
static void end_short(register_set *registers) { registers->regs[0] = MOVED; }
// As seen before the stop.
static mph_system_call call_of(const register_set *registers) {
  mph_system_call call = {.number = SYS_write, .stack_pointer = registers->sp, .code_pointer = registers->pc};
  for (int i = 1; i < 6; i++) call.arguments[i] = registers->regs[i];
  return call;
}
#endif

static void set(pid_t child, register_set registers) {
  struct iovec piece = {&registers, sizeof registers};
  EXPECT(ptrace(PTRACE_SETREGSET, child, NT_PRSTATUS, &piece) == 0);
}

static bool is_short(pid_t child, mph_system_call call) {
  mph_thread thread = {.thread = child};
  mph_stop stop = {.call = call};
  EXPECT(mph_read_traced(&thread, &stop));
  return stop.is_short;
}

static pid_t start_writing(int pipe_ends[2]) {
  static char much[1 << 20];
  if (pipe(pipe_ends) != 0) abort();
  pid_t child = fork();
  if (child == 0) _exit(write(pipe_ends[1], much, sizeof much) > 0);
  return child;
}

void wound_back_call(void) {
  int ends[2], status;
  register_set registers, changed;
  struct iovec piece = {&registers, sizeof registers};
  pid_t child = start_writing(ends);
  become_blocked(child);
  EXPECT(ptrace(PTRACE_SEIZE, child, 0, 0) == 0 && ptrace(PTRACE_INTERRUPT, child, 0, 0) == 0 && waitpid(child, &status, __WALL) == child);
  EXPECT(ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &piece) == 0);
  mph_system_call call = call_of(&registers);
  changed = registers;
  wind_back(&changed, (uintptr_t)ends[1]);
  set(child, changed);
  EXPECT(!is_short(child, call));
  changed = registers;
  end_short(&changed);
  set(child, changed);
  EXPECT(is_short(child, call));
  kill(child, SIGKILL);
  waitpid(child, &status, __WALL);
}
#endif
