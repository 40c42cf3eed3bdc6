// The program's own signals that came while a thread stood in our handler: what they do to the call that the thread was in.
#ifndef MPH_AWAITED_SIGNALS_H
#define MPH_AWAITED_SIGNALS_H

#include <sys/ucontext.h>

#include "stopping.h"

// Lets such a signal be handled now. True: a handler ran, and has interrupted the call.
bool mph_handles_signal(const ucontext_t *context);
// Whether such a signal ends a call that the kernel would make again by itself.
bool mph_signal_ends(const ucontext_t *context, const mph_system_call *call);

#endif
