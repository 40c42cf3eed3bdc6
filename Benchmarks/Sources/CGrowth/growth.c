#include "CGrowth.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

// Keeps a call from becoming a jump.
#define KEEP_FRAME __asm__ volatile("" ::: "memory")

static void *left(uint64_t path, int levels);
static void *right(uint64_t path, int levels);

// The lowest bit decides about the innermost call: numbers that are near to each other have most of their outer calls in common.
static inline __attribute__((always_inline)) void *allocate_on(uint64_t path, int levels) {
  if (levels > 0) return path >> (levels - 1) & 1 ? right(path, levels - 1) : left(path, levels - 1);
  void *block = malloc(32);
  if (!block) abort();
  return block;
}

__attribute__((noinline)) static void *left(uint64_t path, int levels) {
  void *block = allocate_on(path, levels);
  KEEP_FRAME;
  return block;
}

__attribute__((noinline)) static void *right(uint64_t path, int levels) {
  void *block = allocate_on(path, levels);
  __asm__ volatile("nop" ::: "memory");  // not the same function as the other
  return block;
}

// What a thread does `growth->depth` calls deep: so often it frees a block and allocates another in its place.
struct share {
  const struct growth_case *growth;
  long first, turns;  // its blocks: first, first + threads, …
  enum { VISITING, FILLING, REPLACING } kind;
};

// Knuth's multiplier; the high bits look random.
static inline uint64_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return *state >> 32;
}

// There is one call of allocate_on for all kinds, so that the tracebacks of one are those of the others.
static void work(struct share *share) {
  const struct growth_case *growth = share->growth;
  uint64_t state = (uint64_t)share->first + 1, own = (uint64_t)(growth->count / growth->threads);
  void *visitor = NULL;
  for (long turn = 0; turn < share->turns; turn++) {
    bool is_random = share->kind == REPLACING;
    uint64_t index = is_random ? (uint64_t)share->first + next_random(&state) % own * (uint64_t)growth->threads : (uint64_t)turn;
    uint64_t path = (is_random ? next_random(&state) : (uint64_t)turn) % (uint64_t)growth->paths;
    void **place = share->kind == VISITING ? &visitor : &growth->blocks[index];
    free(*place);
    *place = allocate_on(path, GROWTH_LEVELS);
  }
  free(visitor);
}

__attribute__((noinline)) static void deeper(struct share *share, int depth) {
  if (depth > 0)
    deeper(share, depth - 1);
  else
    work(share);
  KEEP_FRAME;
}

static void *run_share(void *context) {
  struct share *share = context;
  deeper(share, share->growth->depth);
  return NULL;
}

// Runs one thread for each share.
static void run_shares(struct share *shares, int count) {
  pthread_t *started = calloc((size_t)count, sizeof *started);
  if (!started) abort();
  for (int index = 0; index < count; index++)
    if (pthread_create(&started[index], NULL, run_share, &shares[index])) abort();
  for (int index = 0; index < count; index++) pthread_join(started[index], NULL);
  free(started);
}

void visit_paths(const struct growth_case *growth) {
  run_shares(&(struct share){.growth = growth, .turns = growth->paths, .kind = VISITING}, 1);
}

void fill_blocks(const struct growth_case *growth) {
  run_shares(&(struct share){.growth = growth, .turns = growth->count, .kind = FILLING}, 1);
}

static double nanoseconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

struct growth_time replace_blocks(const struct growth_case *growth, long pairs) {
  int threads = growth->threads;
  struct share *shares = calloc((size_t)threads, sizeof *shares);
  if (!shares) abort();
  for (int thread = 0; thread < threads; thread++)
    shares[thread] = (struct share){.growth = growth, .first = thread, .turns = pairs / threads, .kind = REPLACING};
  double cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID), wall = nanoseconds(CLOCK_MONOTONIC);
  run_shares(shares, threads);
  cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, wall = nanoseconds(CLOCK_MONOTONIC) - wall;
  free(shares);
  double done = (double)(pairs / threads * threads);
  return (struct growth_time){.cpu = cpu / done, .wall = wall * threads / done};
}
