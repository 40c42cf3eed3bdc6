// Stops threads by ptrace: a helper process that shares our memory and descriptors traces them. It ends with the pause; should it or
// the calling thread be killed, the kernel lets all threads go on.
//
// The helper runs on a stack of its own but with the calling thread's thread-local storage, so nothing in it may use that: raw calls
// only. The calling thread waits meanwhile, but for the time between READY and GO ON.
#ifdef __linux__
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "registers.h"

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

enum { STACK_BYTES = 64 << 10, PATIENCE = MPH_SECOND, KERNEL_PATIENCE = 20 * MPH_MILLISECOND };
enum { STARTING, MAY_TRACE, READY, FAILED, GO_ON };

typedef struct {
  mph_picture *picture;
  uint32_t phase;
  int failure, thread;
} tracer;

// MARK: In the helper

static long trace(long request, int thread, long data) { return MPH_RAW4(SYS_ptrace, request, thread, 0, data); }

// EPERM is also the answer for a thread that has ended and is still listed, as a main thread that left by pthread_exit.
static int seize(mph_picture *picture, size_t i) {
  int thread = picture->threads[i].thread;
  mph_note_call(picture, i);
  long result = trace(PTRACE_SEIZE, thread, 0);
  if (result == 0) result = trace(PTRACE_INTERRUPT, thread, 0);
  if (result == 0) return 0;
  char state = mph_thread_state_letter(picture, thread);
  if (result != -ESRCH && state != 0 && state != 'Z' && state != 'X') return EPERM;
  picture->stops[i].state = MPH_GONE;
  return 0;
}

// A stop without an event is a signal's: it is delivered when the thread goes on.
static void note_report(mph_picture *picture, size_t i, int status) {
  mph_stop *stop = &picture->stops[i];
  stop->state = MPH_GONE;
  if (!WIFSTOPPED(status)) return;
  if (status >> 16 == 0) stop->signal = WSTOPSIG(status);
  if (mph_read_traced(&picture->threads[i], stop)) stop->state = MPH_STANDS;
}

// A thread that waits uninterruptibly (in vfork, for a disk) stops when that is over, before it runs any code of its own.
static void note_state(mph_picture *picture, size_t i, uint64_t waited) {
  char state = mph_thread_state_letter(picture, picture->threads[i].thread);
  if (state == 0 || state == 'Z' || state == 'X') picture->stops[i].state = MPH_GONE;
  if (state == 'D' && waited > KERNEL_PATIENCE) mph_accept_sleeper(picture, i);
}

static int wait_for(mph_picture *picture, size_t i) {
  uint64_t began = 0;
  for (int attempt = 0; picture->stops[i].state == MPH_RUNS; attempt++) {
    int status = 0;
    long found = MPH_RAW4(SYS_wait4, picture->threads[i].thread, &status, __WALL | WNOHANG, 0);
    if (found > 0) note_report(picture, i, status);
    if (found < 0) picture->stops[i].state = MPH_GONE;
    if (found != 0) continue;
    if (attempt < 1000) {
      MPH_RAW1(SYS_sched_yield, 0);
      continue;
    }
    uint64_t now = mph_now();
    if (began == 0) began = now;
    if (attempt % 20 == 0) note_state(picture, i, now - began);
    if (now - began > PATIENCE) return ETIMEDOUT;
    mph_sleep(50 * MPH_MICROSECOND);
  }
  return 0;
}

// Threads make threads until they stand; the folder may skip some while others end. So until two listings have nothing new.
static int stop_all(tracer *tracer) {
  mph_picture *picture = tracer->picture;
  for (int unchanged = 0; unchanged < 2; unchanged++) {
    size_t known = picture->count;
    int failure = mph_find_new_threads(picture);
    for (size_t i = known; i < picture->count && !failure; i++) failure = seize(picture, i);
    for (size_t i = known; i < picture->count && !failure; i++) {
      failure = wait_for(picture, i);
      if (failure) tracer->thread = picture->threads[i].thread;
    }
    if (failure) return failure;
    if (picture->count > known) unchanged = -1;
  }
  return 0;
}

// The others go on when the helper ends, all in one step of the kernel's: woken one by one, the first would take the processor from
// the helper.
static void give_signals(mph_picture *picture) {
  for (size_t i = 1; i < picture->count; i++)
    if (picture->stops[i].state == MPH_STANDS && picture->stops[i].signal)
      trace(PTRACE_DETACH, picture->threads[i].thread, picture->stops[i].signal);
}

static int run_tracer(void *argument) {
  tracer *tracer = argument;
  mph_picture *picture = tracer->picture;
  MPH_RAW2(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
  if (MPH_RAW1(SYS_getppid, 0) != picture->process) return 0;
  while (__atomic_load_n(&tracer->phase, __ATOMIC_ACQUIRE) == STARTING)
    mph_wait_for_change(&tracer->phase, STARTING, MPH_SECOND);
  picture->stopped = mph_now();
  tracer->failure = stop_all(tracer);
  if (tracer->failure == 0) {
    mph_change(&tracer->phase, READY);
    while (__atomic_load_n(&tracer->phase, __ATOMIC_ACQUIRE) == READY)
      mph_wait_for_change(&tracer->phase, READY, MPH_SECOND);
  }
  give_signals(picture);
  picture->went_on = mph_now();
  if (tracer->failure) mph_change(&tracer->phase, FAILED);
  return 0;
}

// MARK: In the calling thread

// Whether the helper stopped all; it may also have been killed.
static int wait_for_tracer(tracer *tracer, long helper) {
  for (;;) {
    uint32_t phase = __atomic_load_n(&tracer->phase, __ATOMIC_ACQUIRE);
    if (phase == READY) return 0;
    if (phase == FAILED) return tracer->failure;
    mph_wait_for_change(&tracer->phase, MAY_TRACE, 100 * MPH_MILLISECOND);
    siginfo_t info;
    info.si_pid = 0;
    long found = MPH_RAW6(SYS_waitid, P_PID, helper, &info, WEXITED | WNOHANG | WNOWAIT | __WALL, 0, 0);
    if (found != 0 || info.si_pid != 0) return EPERM;
  }
}

static void reap(long helper) {
  while (MPH_RAW4(SYS_wait4, helper, 0, __WALL, 0) == -EINTR) {}
}

int mph_pause_by_ptrace(mph_pause *pause) {
  mph_picture *picture = pause->picture;
  picture->count = 1;
  char *stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) return EPERM;
  tracer tracer = {.picture = picture, .phase = STARTING};
  int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_UNTRACED;  // no signal when it ends: the program's wait() never sees it
  long helper = clone(run_tracer, stack + STACK_BYTES, flags, &tracer);
  int failure = EPERM;
  if (helper > 0) {
    MPH_RAW6(SYS_prctl, PR_SET_PTRACER, helper, 0, 0, 0, 0);  // EINVAL where Yama is not
    mph_change(&tracer.phase, MAY_TRACE);
    failure = wait_for_tracer(&tracer, helper);
    if (failure == 0) failure = pause->then(pause->argument);
    if (failure == 0) mph_signal_short_calls(picture);
    mph_change(&tracer.phase, GO_ON);
    reap(helper);
    mph_end_short_calls(picture);
    MPH_RAW6(SYS_prctl, PR_SET_PTRACER, 0, 0, 0, 0, 0);
  }
  munmap(stack, STACK_BYTES);
  pause->thread = tracer.thread;
  return failure;
}
#endif
