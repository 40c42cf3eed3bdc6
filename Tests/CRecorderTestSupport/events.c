// Events for the recorder, without an interposer: the blocks are numbers that nobody reads.
#ifdef __linux__
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CAllocationRecorder.h"
#include "CRecorderTestSupport.h"

#define FRAME __builtin_frame_address(0)

__attribute__((noinline)) void record_allocation(uintptr_t block, size_t size) {
  mpr_record_allocation((void *)block, size, FRAME);
}

__attribute__((noinline)) void record_release(uintptr_t block) { mpr_record_release((void *)block, FRAME); }

__attribute__((noinline)) void record_reallocation(uintptr_t from, uintptr_t to, size_t size) {
  mpr_held_block held = mpr_hold_block((void *)from);
  mpr_record_reallocation(held, (void *)to, size, FRAME);
}

void record_failed_reallocation(uintptr_t from) { mpr_restore_block((void *)from, mpr_hold_block((void *)from)); }

static volatile int not_tail;
__attribute__((noinline)) void record_allocation_at_depth(uintptr_t block, size_t size, int depth) {
  if (depth <= 1)
    record_allocation(block, size);
  else
    record_allocation_at_depth(block, size, depth - 1);
  not_tail = depth;
}

enum { SLOTS = 1024, STRIDE = 320 };
struct worker {
  pthread_t thread;
  int events;
  unsigned seed;
  uintptr_t base;
};
// Blocks handed between threads: whoever exchanges an address out of a slot owns it.
static uintptr_t exchange[SLOTS];

static unsigned next_random(unsigned *seed) { return *seed = *seed * 1664525u + 1013904223u; }

static void *work(void *argument) {
  struct worker *worker = argument;
  for (int event = 0; event < worker->events; event++) {
    uintptr_t block = worker->base + (uintptr_t)event * STRIDE;  // never one that somebody may still release
    record_allocation(block, next_random(&worker->seed) % STRIDE);
    uintptr_t other = __atomic_exchange_n(&exchange[next_random(&worker->seed) % SLOTS], block, __ATOMIC_ACQ_REL);
    if (other) record_release(other);
  }
  return NULL;
}

static void nothing(void) {}

void record_on_threads(int threads, int events, uintptr_t base) {
  record_on_threads_while_calling(threads, events, base, nothing);
}

void record_on_threads_while_calling(int threads, int events, uintptr_t base, void (*meanwhile)(void)) {
  struct worker *workers = calloc((size_t)threads, sizeof *workers);
  for (int index = 0; index < threads; index++) {
    workers[index] = (struct worker){.events = events, .seed = (unsigned)index + 1, .base = base + (uintptr_t)index * (uintptr_t)events * STRIDE};
    pthread_create(&workers[index].thread, NULL, work, &workers[index]);
  }
  meanwhile();
  for (int index = 0; index < threads; index++) pthread_join(workers[index].thread, NULL);
  for (int slot = 0; slot < SLOTS; slot++) {
    uintptr_t other = __atomic_exchange_n(&exchange[slot], 0, __ATOMIC_ACQ_REL);
    if (other) record_release(other);
  }
  free(workers);
}

static void *one_event(void *block) {
  record_allocation((uintptr_t)block, 64);
  return NULL;
}

void record_on_short_threads(int threads, uintptr_t base) {
  for (int index = 0; index < threads; index++) {
    pthread_t thread;
    pthread_create(&thread, NULL, one_event, (void *)(base + (uintptr_t)index * 64));
    pthread_join(thread, NULL);
    record_release(base + (uintptr_t)index * 64);
  }
}

int record_in_forked_child(uintptr_t block, size_t size) {
  pid_t child = fork();
  if (child == 0) {
    mpr_totals before, after;
    mpr_read_totals(&before);
    record_allocation(block, size);
    mpr_read_totals(&after);
    _exit(after.live_bytes - before.live_bytes == size ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
#endif
