// Eight threads that allocate, change and free, each the blocks of the thread before it, too: the same blocks and bytes on every schedule.
// All are there before the first ends, or one might get the stack of another, and its thread-local tables with it.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS = 8, TURNS = 20, BLOCKS = 100 };
static void *blocks[THREADS][BLOCKS];
static pthread_barrier_t barrier;

static size_t next(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(*state >> 33) % 3000 + 1;
}

static void *work(void *argument) {
  long own = (long)argument, before = (own + THREADS - 1) % THREADS;
  uint64_t state = (uint64_t)own;
  for (int turn = 0; turn < TURNS; turn++) {
    for (int index = 0; index < BLOCKS; index++) blocks[own][index] = malloc(next(&state));
    pthread_barrier_wait(&barrier);
    for (int index = 0; index < BLOCKS; index++) {
      void *block = blocks[before][index];
      if (index % 3 == 0) block = realloc(block, next(&state));
      if (index > 0 || turn < TURNS - 1) free(block);  // one of each thread is left
    }
    pthread_barrier_wait(&barrier);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[THREADS];
  pthread_barrier_init(&barrier, NULL, THREADS);
  for (long own = 0; own < THREADS; own++) {
    if (pthread_create(&threads[own], NULL, work, (void *)own)) return 1;
  }
  for (int own = 0; own < THREADS; own++) pthread_join(threads[own], NULL);
  return write(1, "8\n", 2) != 2;
}
