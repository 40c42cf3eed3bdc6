// Runs out of memory and goes on: `exhausted MODE COUNTS`. How much there is before that depends on who else maps memory and is not
// printed; that every refusal is libc's own is. Into the file COUNTS it writes how many blocks `allocate` handed out.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MOST = 1 << 20, LIMIT = 400 << 20 };
static void *kept[MOST];
static long blocks;

__attribute__((noinline)) static void *allocate(size_t size) {
  void *block = malloc(size);
  if (block) blocks++, memset(block, 7, size < 64 ? size : 64);
  return block;
}

// How many were handed out before the first refusal.
static long fill(size_t size) {
  long count = 0;
  errno = 0;
  while (count < MOST && (kept[count] = allocate(size)) != NULL) count++;
  if (count == MOST || errno != ENOMEM) printf("%zu bytes: %s\n", size, count == MOST ? "never refused" : strerror(errno));
  return count;
}

static void empty(long count) {
  while (count > 0) free(kept[--count]);
}

// A refused realloc leaves the block alone.
static void refusals(char *block) {
  errno = 0;
  void *moved = realloc(block, LIMIT);
  printf("realloc: %d, %s; %d\n", moved == NULL, strerror(errno), block[0]);
  errno = 0;
  void *cleared = calloc(LIMIT / 8, 8);
  printf("calloc: %d, %s\n", cleared == NULL, strerror(errno));
  void *aligned = NULL;
  int failure = posix_memalign(&aligned, 4096, LIMIT);
  printf("posix_memalign: %d, %s\n", aligned == NULL, strerror(failure));
  volatile size_t huge = SIZE_MAX / 2;
  printf("huge: %d\n", malloc(huge) == NULL && reallocarray(NULL, huge, 3) == NULL);
}

static void limit(size_t bytes) {
  struct rlimit limit = {bytes, bytes};
  if (setrlimit(RLIMIT_AS, &limit) != 0) exit(1);
}

// Large blocks until nothing is left, small ones in what remains; then all is given back and there again.
static void again_and_again(void) {
  for (int round = 0; round < 20; round++) {
    long large = fill(3 << 20), used = large;
    errno = 0;
    while (used < MOST && (kept[used] = allocate(200)) != NULL) used++;
    printf("small: %s\n", strerror(errno));
    if (round == 0) refusals(kept[0]);
    empty(used);
    void *there = allocate(30 << 20);
    printf("afterwards: %d\n", there != NULL);
    free(there);
  }
}

// From the first block on, with the limit that the shell set.
static void small_from_the_start(void) {
  for (int round = 0; round < 3; round++) {
    long count = fill(1000);
    printf("some: %d\n", count > 10000);
    if (round == 0) refusals(kept[0]);
    empty(count);
  }
}

// A block so far from all others that the recorder needs memory for it, which is not there. Ends without exit.
static void one_too_many(void) {
  enum { BLOCK = 70 << 20, REST = 4 << 20 };
  long pages = 0;
  FILE *statm = fopen("/proc/self/statm", "r");
  if (statm == NULL || fscanf(statm, "%ld", &pages) != 1) exit(1);
  fclose(statm);
  limit((size_t)pages * 4096 + BLOCK + REST);
  void *block = allocate(BLOCK), *small = allocate(100);
  printf("%d %d\n", block != NULL, small != NULL);
  fflush(stdout);
  _exit(3);
}

static void *thread(void *unused) {
  for (int index = 0; index < 20000; index++) {
    void *block = allocate(100 + (size_t)index % 5000);
    if (block == NULL) break;
    free(block);
  }
  return unused;
}

// Threads whose records and stacks the recorder finds no room for.
static void threads_without_room(void) {
  long used = fill(1 << 20);
  for (int index = 0; index < 20 && used > 0; index++) free(kept[--used]);
  for (int index = 0; index < 8; index++) {
    pthread_t other;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 64 << 10);
    if (pthread_create(&other, &attributes, thread, NULL) != 0) continue;
    pthread_join(other, NULL);
  }
  puts("threads ended");
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  if (strcmp(arguments[1], "again") == 0) limit(LIMIT), again_and_again();
  else if (strcmp(arguments[1], "start") == 0) small_from_the_start();
  else if (strcmp(arguments[1], "threads") == 0) limit(LIMIT), threads_without_room();
  else if (strcmp(arguments[1], "dropped") == 0) one_too_many();
  else return 2;
  fflush(stdout);
  char text[40];
  FILE *file = fopen(arguments[2], "w");
  if (file == NULL) return 1;
  snprintf(text, sizeof text, "%ld\n", blocks);
  fputs(text, file);
  fclose(file);
  return 3;
}
