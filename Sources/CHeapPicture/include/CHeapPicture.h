// A consistent picture of the process's memory: all other threads are stopped for milliseconds, the process is copied as fork does
// (copy on write), and they go on. The copy is a frozen process with one thread, which runs functions that it is asked to run.
//
// Two ways to stop threads: a helper process that shares our memory and traces us (ptrace), or, where that is refused, a signal
// (SIGPROF) to each thread. Neither leaves EINTR behind in what the threads were blocked in.
//
// One picture at a time in a process; from any thread. Calls that report failure return 0 or an errno value.
#ifndef MPH_CHEAPPICTURE_H
#define MPH_CHEAPPICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  MPH_NOBODY = 0,  // there was no other thread
  MPH_PTRACE = 1,
  MPH_SIGNAL = 2,
} mph_way;

enum { MPH_GENERAL_REGISTERS = 40, MPH_EXTENDED_REGISTERS = 512, MPH_NAME_LENGTH = 16 };

// A thread of the moment of the picture. Registers are words to be looked through for references; unused ones are 0.
typedef struct {
  int32_t thread;
  char name[MPH_NAME_LENGTH];  // as pthread_setname_np gave it; ends with a 0; empty if it ended just after
  // False: it sleeps in a system call where it could not be reached (it blocks SIGPROF, or waits in vfork); only the stack pointer, the
  // code pointer and the call's arguments are known. What it keeps in registers is missing: a block that nothing else leads to may
  // be alive.
  bool has_registers;
  uintptr_t stack_pointer;     // what lies below (less the red zone) is stale
  uintptr_t frame_pointer;
  uintptr_t code_pointer;      // where the thread stood
  uintptr_t thread_pointer;    // fs on x86-64, tpidr_el0 on aarch64: thread-local storage and glibc's struct pthread
  uintptr_t general[MPH_GENERAL_REGISTERS];
  uintptr_t extended[MPH_EXTENDED_REGISTERS];  // vector registers as the processor saves them
} mph_thread;

typedef struct mph_picture mph_picture;

typedef struct {
  unsigned ways;  // 1 << mph_way, of those that may be tried; 0: all, ptrace first
  // Asked when all threads stand, on the calling thread, inside the pause; false: let them run and try again a moment
  // later. NULL: any moment is good. Must not allocate or lock.
  bool (*is_good_moment)(void);
  size_t shared_bytes;  // how much memory the copy and this process share from then on, for arguments and results
} mph_options;

// EBUSY: another thread takes one. EAGAIN or ENOMEM: there is no memory or process for it. EPERM: no way to stop the threads
// is allowed. ETIMEDOUT: a thread did not stop (it blocks SIGPROF), or there was no good moment; `thread` says which, 0 for
// none. The threads run on in all cases.
int mph_take(const mph_options *options, mph_picture **picture, int *thread);

// What earlier calls left on the stack, below where it stands, would look like references from the frames that come to lie there: clears
// 32 KiB of it.
void mph_clear_stack(void);

mph_way mph_way_of(const mph_picture *picture);
uint64_t mph_pause_nanoseconds(const mph_picture *picture);  // from the first thread's stop to the last one's going on
int mph_copy_process(const mph_picture *picture);            // its process ID
// All threads, the calling one included, which stands in mph_take. In the shared memory's own part: valid until mph_close.
const mph_thread *mph_threads(const mph_picture *picture, size_t *count);
// `shared_bytes` of zeroed memory, at the same address in both. Stays mapped until mph_close, or mph_keep_shared.
void *mph_shared(const mph_picture *picture);

// Runs function(argument) in the copy and waits for it. The function must not allocate, lock, or use thread-local state of
// libraries; what it writes is lost, except in the shared memory. ESRCH when the copy is gone: it was killed, or ran into memory that
// cannot be read.
int mph_call(mph_picture *picture, void (*function)(void *argument), void *argument);

// For mph_call: copies memory of the copy; `argument` and all it points to lie in the shared memory.
typedef struct {
  uintptr_t address;
  size_t bytes;
} mph_piece;
typedef struct {
  const mph_piece *pieces;  // in the shared memory
  size_t count;
  void *target;  // in the shared memory; pieces stand one behind the other, what cannot be read is 0
} mph_read_request;
void mph_read(void *read_request);

// For mph_call: the copy's own /proc/self/maps as text.
typedef struct {
  char *target;  // in the shared memory
  size_t capacity;
  size_t length;  // out; more than capacity: it was too small
} mph_maps_request;
void mph_read_maps(void *maps_request);

// Ends the copy and frees the shared memory; with `keeps_shared` the caller unmaps what mph_shared gave, of shared_bytes (rounded
// up to pages), himself.
void mph_close(mph_picture *picture, bool keeps_shared);

#ifdef __cplusplus
}
#endif
#endif
