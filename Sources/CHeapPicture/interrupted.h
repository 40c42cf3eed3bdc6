// What a signal handler knows of the thread that it interrupted, and how that thread's system call goes on.
#ifndef MPH_INTERRUPTED_H
#define MPH_INTERRUPTED_H

#include <sys/ucontext.h>

#include "system_calls.h"

void mph_read_interrupted(mph_thread *thread, const ucontext_t *context);

// `call`: as it was seen before the signal was sent; the thread may have left it since. Afterwards the thread gets the result as
// if it had not been interrupted, and EINTR only where another signal's handler ran. When that handler ends in the instant at which ours
// begins, nothing tells its EINTR from one of ours: the call begins anew, as after a signal that came just before it. A signal to the
// whole process is handled by any thread that takes it.
void mph_continue_interrupted(ucontext_t *context, const mph_system_call *call);

#endif
