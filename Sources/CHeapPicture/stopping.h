// What the parts of CHeapPicture share: the picture's head and the ways to stop threads.
//
// While threads stand, nothing may take a lock that one of them may hold: malloc's, the loader's, stdio's, glibc's list of threads. So
// only raw_calls.h is called then, and memory is what was mapped before.
#ifndef MPH_STOPPING_H
#define MPH_STOPPING_H

#include <signal.h>
#include <sys/types.h>

#include "CHeapPicture.h"
#include "raw_calls.h"

// What is known of a thread beside its row in the table while it is being stopped.
// IN_KERNEL: in a system call and not to be interrupted; it stops, or is seen to have run, when that is over.
typedef enum { MPH_RUNS = 0, MPH_STANDS, MPH_IN_KERNEL, MPH_GONE } mph_thread_state;

typedef struct {
  long number;  // NO_CALL: none, or it is not known
  uintptr_t arguments[6], stack_pointer, code_pointer;
} mph_system_call;
enum { MPH_NO_CALL = -1 };

typedef struct {
  uint32_t state;         // mph_thread_state
  int32_t signal;         // was about to be delivered when the thread was stopped
  uint32_t is_short;      // the call moved a part of the data and returned because of the stop
  uint32_t is_signalled;  // a signal of ours is under way to it
  uint32_t is_sent_again;  // and so may a second one be
  mph_system_call call;   // that the thread was in
  uint64_t switches;      // how often it has waited so far
} mph_stop;

// The beginning of the shared memory; then `threads`, `stops` and the caller's part.
struct mph_picture {
  size_t head_bytes, shared_bytes;  // whole pages
  mph_thread *threads;
  mph_stop *stops;
  int32_t *numbers;        // the threads', close together: they are searched
  size_t count, capacity;  // the calling thread is number 0
  bool has_short_calls;    // signals are under way to threads that ptrace stopped
  int task_folder, maps;   // /proc/self/task and /proc/self/maps, while threads are being stopped
  mph_way way;
  uint64_t stopped, went_on;  // nanoseconds
  pid_t process, copy;        // copy: 0 once it is reaped
  // The copy runs function(argument) when `asked` was counted up, and says so by `answered`.
  uint32_t asked, answered;
  void (*function)(void *);
  void *argument;
};

// MARK: threads.c

// Appends the threads that are not in the table yet. A failure is an errno value.
int mph_find_new_threads(mph_picture *picture);
// 'R', 'S', 'D', 'Z' … as in /proc/self/task/N/stat; 0: there is no such thread.
char mph_thread_state_letter(const mph_picture *picture, int thread);
// The file of that name in the thread's folder, ended by a 0: its length, or a negated errno value.
long mph_read_thread_file(const mph_picture *picture, int thread, const char *name, char *text, size_t capacity);
// The call that a sleeping thread is in. False: it runs.
bool mph_read_system_call(const mph_picture *picture, int thread, mph_system_call *call);
// For a thread that sleeps in a call and cannot be stopped: what is known of it. False: it runs.
bool mph_accept_sleeper(mph_picture *picture, size_t i);
typedef struct {
  uint64_t blocked_signals, pending_signals, switches;
} mph_thread_status;
bool mph_read_status(const mph_picture *picture, int thread, mph_thread_status *status);
// Whether the signal that stops threads is among them.
static inline bool mph_holds_stop(uint64_t signals) { return signals >> (SIGPROF - 1) & 1; }
void mph_read_names(mph_picture *picture);

// MARK: stop_ptrace.c, stop_signal.c: each stops all threads but the calling one, calls `then` and lets them go on.

typedef struct {
  mph_picture *picture;
  int (*then)(void *);  // on the calling thread; 0 or an errno value
  void *argument;
  int thread;  // out, with ETIMEDOUT: which one did not stop
} mph_pause;

// How many pauses there have been; counted while the threads stand.
extern uint32_t mph_pause_count;
// A negative result: try again a moment later. It was no good moment, or a thread that could not be reached has run on.
enum { MPH_NO_GOOD_MOMENT = -1, MPH_RAN_ON = -2 };

// EPERM: it is refused. ENOSPC: the table is too small. Or what `then` gave.
int mph_pause_by_ptrace(mph_pause *pause);
int mph_pause_by_signal(mph_pause *pause);
// For threads that stand by ptrace: those whose call was cut short continue it when they go on.
void mph_signal_short_calls(mph_picture *picture);
void mph_end_short_calls(mph_picture *picture);  // when they have gone on

// MARK: copy.c

// 0 or an errno value; the copy does not return from it.
int mph_make_copy(mph_picture *picture);
void mph_end_copy(mph_picture *picture);

#endif
