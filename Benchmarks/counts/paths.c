// One of the recorder's hot paths, COUNT times: `paths NAME COUNT`. What a path is stands in `paths` below, what it costs in
// expected.txt. Linked with the preload library itself, so that valgrind's own launcher is not recorded.
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "CAllocationRecorder.h"
#include "CPairs.h"

// Keeps the compiler from removing a pair, and a call from becoming a jump.
static void *volatile kept;
#define KEEP_FRAME __asm__ volatile("" ::: "memory")

static void depth_1(long count) { pairs_at_depth(1, count); }
static void depth_10(long count) { pairs_at_depth(10, count); }
static void depth_50(long count) { pairs_at_depth(50, count); }

// Grows and shrinks in its place.
static void reallocate(long count) {
  void *block = malloc(32);
  for (long index = 0; index < count; index++) kept = block = realloc(block, index % 2 ? 24 : 32);
  free(block);
}

static void *pairs_in_thread(void *count) {
  pairs_at_depth(1, (long)count);
  return NULL;
}

static void second_thread(long count) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, pairs_in_thread, (void *)count)) abort();
  pthread_join(thread, NULL);
}

// A pair at the end of the call path that the bits of `path` choose. The two calls differ before and behind: they stay two.
enum { LEVELS = 17, KNOWN_PATHS = 1 << 9 };
__attribute__((noinline)) static void descend(long path, int level) {
  if (level == 0) {
    free(kept = malloc(16));
  } else if (path >> (level - 1) & 1) {
    descend(path, level - 1);
    __asm__ volatile("nop");
  } else {
    KEEP_FRAME;
    descend(path, level - 1);
  }
  KEEP_FRAME;
}

static void known_tracebacks(long count) {
  for (long index = 0; index < count; index++) descend(index % KNOWN_PATHS, LEVELS);
}

static void new_tracebacks(long count) {
  if (count > 1 << LEVELS) abort();
  for (long index = 0; index < count; index++) descend(index, LEVELS);
}

// As in a profiled closure without steps.
__attribute__((noinline)) static void watched(long count) {
  mpr_window *window = mpr_window_open(__builtin_frame_address(0), -1, (mpr_scope_reference){0});
  if (window == NULL) abort();
  mpr_window *previous = mpr_window_enter(window);
  pairs_at_depth(1, count);
  mpr_window_leave(previous);
  mpr_window_close(window);
}

static const struct { const char *name; void (*run)(long count); } paths[] = {
    {"depth-1", depth_1},       {"depth-10", depth_10},         {"depth-50", depth_50},
    {"realloc", reallocate},    {"second-thread", second_thread}, {"known-tracebacks", known_tracebacks},
    {"new-tracebacks", new_tracebacks}, {"watched", watched},
};

int main(int count, char **arguments) {
  for (size_t index = 0; count == 3 && index < sizeof paths / sizeof *paths; index++)
    if (strcmp(arguments[1], paths[index].name) == 0) return paths[index].run(atol(arguments[2])), 0;
  return 2;
}
