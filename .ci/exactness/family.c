// Each of libc's allocation functions from a function of its own: `family [pages | one-more]`. pvalloc only when asked for (pages):
// valgrind ends a program that calls it. Prints how many blocks and bytes memalign and pvalloc made, which heaptrack does not know.
#define _GNU_SOURCE
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS = 400, KEPT = 64 };
#define OF_ITS_OWN __attribute__((noinline)) static
static uint64_t state = 1, seldom_blocks, seldom_bytes;
static void *kept[KEPT];

static size_t next(size_t below) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(state >> 33) % below;
}

// In the place of an older block.
static void keep(void *block) {
  size_t place = next(KEPT);
  free(kept[place]);
  kept[place] = block;
}

OF_ITS_OWN void with_malloc(void) {
  for (int round = 0; round < ROUNDS; round++) keep(malloc(next(3000)));
}

OF_ITS_OWN void with_calloc(void) {
  for (int round = 0; round < ROUNDS; round++) keep(calloc(next(30) + 1, next(100) + 1));
}

OF_ITS_OWN void with_nothing(void) {
  void *volatile nothing = malloc(0);
  free(nothing);
  nothing = calloc(0, 8);
  free(nothing);
}

// Its blocks are made, grown, shrunk and freed here; the size 0 frees.
OF_ITS_OWN void with_realloc(void) {
  for (int round = 0; round < ROUNDS; round++) {
    void *block = realloc(NULL, next(2000) + 1);
    for (int change = 0; change < 3; change++) block = realloc(block, next(200000) + 1);
    if (round % 2) block = reallocarray(block, next(50) + 1, 24);
    if (realloc(block, 0)) abort();
  }
}

// DHAT keeps a block with its first traceback, whoever changes it.
OF_ITS_OWN void *made_for_another(void) { return malloc(100); }
OF_ITS_OWN void with_anothers_block(void) {
  for (int round = 0; round < ROUNDS; round++) keep(realloc(made_for_another(), 1000));
}

OF_ITS_OWN void with_posix_memalign(void) {
  for (int round = 0; round < ROUNDS; round++) {
    void *block;
    if (posix_memalign(&block, (size_t)8 << next(10), next(2000) + 1)) abort();
    keep(block);
  }
}

OF_ITS_OWN void with_aligned_alloc(void) {
  for (int round = 0; round < ROUNDS; round++) keep(aligned_alloc((size_t)16 << next(8), next(2000) + 1));
}

OF_ITS_OWN void with_memalign(void) {
  for (int round = 0; round < ROUNDS; round++) {
    size_t size = next(2000) + 1;
    keep(memalign((size_t)16 << next(8), size));
    seldom_blocks++, seldom_bytes += size;
  }
}

OF_ITS_OWN void with_valloc(void) {
  for (int round = 0; round < ROUNDS; round++) keep(valloc(next(5000) + 1));
}

OF_ITS_OWN void with_pvalloc(void) {
  for (int round = 0; round < ROUNDS; round++) {
    size_t size = next(9000) + 1;
    keep(pvalloc(size));
    seldom_blocks++, seldom_bytes += (size + 4095) / 4096 * 4096;
  }
}

OF_ITS_OWN void with_text(void) {
  char long_text[500], *text;
  memset(long_text, 'x', sizeof long_text);
  for (int round = 0; round < ROUNDS; round++) {
    keep(strndup(long_text, next(sizeof long_text)));
    if (asprintf(&text, "%zu and %d", next(1000000), round) < 0) abort();
    keep(text);
  }
  keep(strdup("a text"));
}

int main(int count, char **arguments) {
  const char *asked = count > 1 ? arguments[1] : "";
  with_malloc(), with_calloc(), with_nothing(), with_realloc(), with_anothers_block(), with_posix_memalign();
  with_aligned_alloc(), with_memalign(), with_valloc(), with_text();
  if (strcmp(asked, "pages") == 0) with_pvalloc();
  if (strcmp(asked, "one-more") == 0) keep(malloc(1));
  char text[100];
  int length = snprintf(text, sizeof text, "%lu %lu\n", seldom_blocks, seldom_bytes);
  return write(1, text, (size_t)length) != length;
}
