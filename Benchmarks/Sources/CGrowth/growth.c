#include "CGrowth.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

// Keeps a call from becoming a jump.
#define KEEP_FRAME __asm__ volatile("" ::: "memory")

static void *left(uint64_t path, int levels);
static void *right(uint64_t path, int levels);

// The lowest bit decides about the outermost call: two numbers that follow each other have little in common.
static inline __attribute__((always_inline)) void *allocate_on(uint64_t path, int levels) {
  if (levels > 0) return path & 1 ? right(path >> 1, levels - 1) : left(path >> 1, levels - 1);
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

static void *on_path(uint64_t path) { return allocate_on(path, GROWTH_LEVELS); }

// What a thread does, `growth->depth` calls deep.
struct share {
  const struct growth_case *growth;
  long first, pairs;  // its blocks: first, first + threads, …
  void (*body)(struct share *);
};

__attribute__((noinline)) static void deeper(struct share *share, int depth) {
  if (depth > 0)
    deeper(share, depth - 1);
  else
    share->body(share);
  KEEP_FRAME;
}

static void visit(struct share *share) {
  for (long path = 0; path < share->growth->paths; path++) free(on_path((uint64_t)path));
}

static void fill(struct share *share) {
  const struct growth_case *growth = share->growth;
  for (long index = 0; index < growth->count; index++) growth->blocks[index] = on_path((uint64_t)(index % growth->paths));
}

// Knuth's multiplier; the high bits look random.
static inline uint64_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return *state >> 32;
}

static void replace(struct share *share) {
  const struct growth_case *growth = share->growth;
  uint64_t state = (uint64_t)share->first + 1, own = (uint64_t)(growth->count / growth->threads);
  for (long pair = 0; pair < share->pairs; pair++) {
    void **block = &growth->blocks[(uint64_t)share->first + next_random(&state) % own * (uint64_t)growth->threads];
    free(*block);
    *block = on_path(next_random(&state) % (uint64_t)growth->paths);
  }
}

void visit_paths(const struct growth_case *growth) { deeper(&(struct share){.growth = growth, .body = visit}, growth->depth); }

void fill_blocks(const struct growth_case *growth) { deeper(&(struct share){.growth = growth, .body = fill}, growth->depth); }

static void *run_share(void *context) {
  struct share *share = context;
  deeper(share, share->growth->depth);
  return NULL;
}

static double nanoseconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

struct growth_time replace_blocks(const struct growth_case *growth, long pairs) {
  int threads = growth->threads;
  pthread_t *started = calloc((size_t)threads, sizeof *started);
  struct share *shares = calloc((size_t)threads, sizeof *shares);
  if (!started || !shares) abort();
  double cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID), wall = nanoseconds(CLOCK_MONOTONIC);
  for (int thread = 0; thread < threads; thread++) {
    shares[thread] = (struct share){.growth = growth, .first = thread, .pairs = pairs / threads, .body = replace};
    if (pthread_create(&started[thread], NULL, run_share, &shares[thread])) abort();
  }
  for (int thread = 0; thread < threads; thread++) pthread_join(started[thread], NULL);
  cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, wall = nanoseconds(CLOCK_MONOTONIC) - wall;
  free(started);
  free(shares);
  double done = (double)(pairs / threads * threads);
  return (struct growth_time){.cpu = cpu / done, .wall = wall * threads / done};
}
