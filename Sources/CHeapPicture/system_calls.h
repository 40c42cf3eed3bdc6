// What a stop does to system calls, and how those go on that the kernel does not continue by itself.
#ifndef MPH_SYSTEM_CALLS_H
#define MPH_SYSTEM_CALLS_H

#include "stopping.h"

// Whether the call may be made again after EINTR. After close the descriptor is free, and may be another's by now.
static inline bool mph_may_begin_anew(long number) { return number != SYS_close && number >= 0; }

// Calls that give EINTR (or would begin anew with all of their time) and wait for a time that counts from their beginning.
typedef struct {
  int number;
  int argument;        // which one is the time
  bool is_in_memory;   // a timespec, else milliseconds
  int result;          // of a call whose time is over
} mph_timed_call;
const mph_timed_call *mph_find_timed_call(long number);
// How long the call waits, in nanoseconds; -1: for ever. `read` reads memory that may not be there.
int64_t mph_time_of(const mph_timed_call *timed, const uintptr_t arguments[6]);

// Whether a call with that result may have moved a part of the data only because it was stopped.
bool mph_may_be_short(long number, const uintptr_t arguments[6], long result);

// MARK: In a signal handler of the thread that was interrupted

// What the interrupted call gives when it is continued by a call of ours; what INTERRUPTED gives was cut by another picture.
long mph_continue_timed(const mph_timed_call *timed, const uintptr_t arguments[6]);
long mph_continue_transfer(long number, const uintptr_t arguments[6], long done);
// Where our calls return to, so that the next picture leaves them alone but for this result in place of EINTR.
extern const char mph_continued_return[];
enum { MPH_INTERRUPTED = -514 };

#endif
