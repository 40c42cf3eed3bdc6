// See awaited_signals.h.
#ifdef __linux__
#define _GNU_SOURCE
#include "awaited_signals.h"

#include <errno.h>
#include <signal.h>

// The kernel itself says so, with the mask that the thread had, less the signal that the next picture may send.
bool mph_handles_signal(const ucontext_t *context) {
  struct timespec no_time = {0, 0};
  sigset_t mask = context->uc_sigmask;
  sigaddset(&mask, SIGPROF);
  return MPH_RAW6(SYS_ppoll, 0, 0, &no_time, &mask, sizeof(uint64_t), 0) == -EINTR;
}

// Whether the next signal of the program's is one after which calls do not begin anew. The kernel asks the first that has a handler.
static bool is_without_restart(const ucontext_t *context) {
  sigset_t pending;
  struct sigaction action;
  int error = errno;
  bool ends = false;
  sigpending(&pending);
  for (int signal = 1; signal < NSIG; signal++) {
    if (sigismember(&pending, signal) != 1 || sigismember(&context->uc_sigmask, signal) == 1) continue;
    if (sigaction(signal, NULL, &action) != 0 || action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) continue;
    ends = !(action.sa_flags & SA_RESTART);
    break;
  }
  errno = error;
  return ends;
}

// Calls that begin anew whatever a handler says (ERESTARTNOINTR): the C library takes no EINTR from them.
static bool never_ends(const mph_system_call *call) {
  bool makes_thread = call->number == SYS_clone || call->number == SYS_clone3 || call->number == SYS_execve;
#ifdef SYS_fork
  makes_thread = makes_thread || call->number == SYS_fork || call->number == SYS_vfork;
#endif
  uintptr_t operation = call->arguments[1] & FUTEX_CMD_MASK;
  return makes_thread || (call->number == SYS_futex && operation != FUTEX_WAIT && operation != FUTEX_WAIT_BITSET);
}

bool mph_signal_ends(const ucontext_t *context, const mph_system_call *call) { return !never_ends(call) && is_without_restart(context); }
#endif
