// Allocates and frees for ever on ever new call paths, and says how often in a file that outlives it:
// `counting FILE (single | threads | forking)`. The file holds slots of {pid, blocks allocated, blocks freed}, one a thread;
// a slot is counted up after the call, so that the call before a kill may be done and not be in it.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOTS = 4096, THREADS = 4, KEPT = 500, DEPTH = 11 };
typedef struct { int64_t pid, allocated, freed; } slot;
static struct { int64_t taken; slot slots[SLOTS]; } *shared;

static slot *take_slot(void) {
  int64_t index = __atomic_fetch_add(&shared->taken, 1, __ATOMIC_RELAXED);
  if (index >= SLOTS) _exit(0);
  shared->slots[index].pid = getpid();
  return &shared->slots[index];
}

// One of 2^DEPTH call paths; the barrier keeps the two calls apart.
__attribute__((noinline)) static void *allocate(unsigned path, int depth) {
  void *block;
  if (depth == 0) block = malloc(path % 300 + 1);
  else if (path >> depth & 1) block = allocate(path, depth - 1);
  else { block = allocate(path, depth - 1); __asm__ volatile("" ::: "memory"); }
  __asm__ volatile("" ::: "memory");
  return block;
}

static void *work(void *limit) {
  slot *mine = take_slot();
  void *kept[KEPT] = {0};
  unsigned state = (unsigned)getpid();
  for (long round = 0; limit == NULL || round < (long)limit; round++) {
    state = state * 1664525 + 1013904223;
    void **place = &kept[(state >> 8) % KEPT];
    if (*place) {
      free(*place);
      __atomic_fetch_add(&mine->freed, 1, __ATOMIC_SEQ_CST);
    }
    // New paths come slowly, so that there are some at any moment.
    *place = allocate((state >> 16) % (unsigned)(1 + round / 50), DEPTH);
    __atomic_fetch_add(&mine->allocated, 1, __ATOMIC_SEQ_CST);
  }
  return NULL;
}

static void run_threads(void) {
  pthread_t threads[THREADS];
  for (int index = 1; index < THREADS; index++) pthread_create(&threads[index], NULL, work, NULL);
  work(NULL);
}

// Children of children, each of which ends; and between two of them some work of one's own.
static void run_forking(void) {
  for (;;) {
    if (fork() == 0) {
      work((void *)100000);
      if (fork() == 0) work((void *)150000), _exit(0);
      wait(NULL);
      _exit(0);
    }
    work((void *)50000);
    wait(NULL);
  }
}

int main(int count, char **arguments) {
  int file = count == 3 ? open(arguments[1], O_RDWR | O_CREAT, 0600) : -1;
  if (file < 0 || ftruncate(file, sizeof *shared)) return 2;
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (strcmp(arguments[2], "threads") == 0) run_threads();
  else if (strcmp(arguments[2], "forking") == 0) run_forking();
  else work(NULL);
}
