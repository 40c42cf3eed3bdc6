// Events for the recorder as the hooks of malloc and free make them, without an interposer: the blocks are numbers that nobody reads.
#ifdef __linux__
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CAllocationRecorder.h"
#include "CRecorderTestSupport.h"
#include "usual_events.h"

#define FRAME MPR_FRAME

// After a call that takes FRAME, so that it is none from which the caller does not come back.
#define NO_TAIL_CALL __asm__ volatile("")

__attribute__((noinline)) void record_allocation(uintptr_t block, size_t size) {
  mpr_record_usual_allocation((void *)block, size, FRAME, MPR_MALLOC);
  NO_TAIL_CALL;
}

__attribute__((noinline)) void record_release(uintptr_t block) {
  if (!mpr_record_usual_release((void *)block)) mpr_record_release((void *)block, FRAME);
  NO_TAIL_CALL;
}

__attribute__((noinline)) void record_reallocation(uintptr_t from, uintptr_t to, size_t size) {
  mpr_held_block held = mpr_hold_block((void *)from);
  mpr_record_reallocation(held, (void *)to, size, FRAME);
  NO_TAIL_CALL;
}

void record_failed_reallocation(uintptr_t from) { mpr_restore_block((void *)from, mpr_hold_block((void *)from)); }

__attribute__((noinline)) void record_allocation_at_depth(uintptr_t block, size_t size, int depth) {
  if (depth <= 1)
    record_allocation(block, size);
  else
    record_allocation_at_depth(block, size, depth - 1);
  NO_TAIL_CALL;
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

static void *one_release(void *block) {
  record_release((uintptr_t)block);
  return NULL;
}

void record_release_on_short_thread(uintptr_t block) {
  pthread_t thread;
  pthread_create(&thread, NULL, one_release, (void *)block);
  pthread_join(thread, NULL);
}

#define TIMES_16(do, name) do(name##0) do(name##1) do(name##2) do(name##3) do(name##4) do(name##5) do(name##6) do(name##7) \
  do(name##8) do(name##9) do(name##a) do(name##b) do(name##c) do(name##d) do(name##e) do(name##f)
#define EVENTS(name)                                                   \
  __attribute__((noinline)) static void name(uintptr_t block) {        \
    record_allocation(block, 8);                                       \
    record_release(block);                                             \
    NO_TAIL_CALL;                                                      \
  }
TIMES_16(EVENTS, events_)
#define NAMED(name) name,
static void (*const many_sites[])(uintptr_t) = {TIMES_16(NAMED, events_)};

static int repeating, well_under_way;  // the latter: so many threads
enum { WELL_UNDER_WAY = 1000 };         // events
static void *repeat_events(void *block) {
  for (unsigned event = 0; __atomic_load_n(&repeating, __ATOMIC_RELAXED); event++) {
    many_sites[event % 16]((uintptr_t)block);
    if (event == WELL_UNDER_WAY) __atomic_fetch_add(&well_under_way, 1, __ATOMIC_RELAXED);
  }
  return NULL;
}

void record_at_many_sites_while_calling(int threads, uintptr_t base, void (*meanwhile)(void)) {
  pthread_t made[threads];
  repeating = 1;
  well_under_way = 0;
  for (int index = 0; index < threads; index++)
    pthread_create(&made[index], NULL, repeat_events, (void *)(base + (uintptr_t)index * 4096));
  // On a busy machine it may be over before they begin.
  do meanwhile();
  while (__atomic_load_n(&well_under_way, __ATOMIC_RELAXED) < threads);
  __atomic_store_n(&repeating, 0, __ATOMIC_RELAXED);
  for (int index = 0; index < threads; index++) pthread_join(made[index], NULL);
}

void record_allocation_with_busy_tree(uintptr_t block, size_t size) {
  mpr_try_lock(&mpr_tree_lock);
  record_allocation(block, size);
  mpr_unlock(&mpr_tree_lock);
}

static int reading;
static void *count_negative_totals(void *count) {
  while (__atomic_load_n(&reading, __ATOMIC_RELAXED)) {
    mpr_totals totals;
    mpr_read_totals(&totals);
    if ((int64_t)(totals.live_bytes | totals.live_blocks | totals.total_bytes | totals.peak_bytes) < 0) ++*(int *)count;
  }
  return NULL;
}

int negative_totals_while_calling(void (*meanwhile)(void)) {
  int count = 0;
  pthread_t thread;
  reading = 1;
  pthread_create(&thread, NULL, count_negative_totals, &count);
  meanwhile();
  __atomic_store_n(&reading, 0, __ATOMIC_RELAXED);
  pthread_join(thread, NULL);
  return count;
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
