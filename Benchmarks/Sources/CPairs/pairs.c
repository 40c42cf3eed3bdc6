#define _GNU_SOURCE
#include "CPairs.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

// Keeps the compiler from removing the pair, and a call from becoming a jump.
static void *volatile kept;
#define KEEP_FRAME __asm__ volatile("")

__attribute__((noinline)) static void pairs(long count) {
  for (long index = 0; index < count; index++) {
    void *block = malloc(32);
    kept = block;
    free(block);
  }
}

__attribute__((noinline)) void pairs_at_depth(int depth, long count) {
  if (depth <= 1)
    pairs(count);
  else
    pairs_at_depth(depth - 1, count);
  KEEP_FRAME;
}

double cpu_nanoseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

void read_statm(int file, long count) {
  char text[64];
  for (long index = 0; index < count; index++)
    if (pread(file, text, sizeof text, 0) <= 0) abort();
}
