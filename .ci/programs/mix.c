// A fixed mix of all of libc's allocation functions, which counts for itself what a recorder must count: prints the
// blocks and bytes asked for, in all and through memalign and pvalloc, then what is live.
#define _GNU_SOURCE
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SLOTS = 1000, ROUNDS = 200000 };
static struct { void *block; size_t size; } slots[SLOTS];
static uint64_t blocks, bytes, few_blocks, few_bytes, freed_blocks, freed_bytes, state = 1;

static unsigned next(unsigned below) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(state >> 33) % below;
}

static void *counted(void *block, size_t size) {
  if (block == NULL) exit(1);
  blocks++, bytes += size;
  return block;
}

// heaptrack does not know these.
static void *seldom(void *block, size_t size) {
  few_blocks++, few_bytes += size;
  return counted(block, size);
}

static void release(unsigned slot) {
  if (slots[slot].block) freed_blocks++, freed_bytes += slots[slot].size;
  free(slots[slot].block);
  slots[slot].block = NULL;
}

static void *aligned(size_t alignment, size_t size) {
  void *block;
  return posix_memalign(&block, alignment, size) == 0 ? block : NULL;
}

static void *copy(size_t size) {
  char text[2049];
  memset(text, 'x', size - 1);
  text[size - 1] = 0;
  return strdup(text);
}

static void *make(unsigned how, size_t size) {
  switch (how) {
    case 0: return counted(calloc(size, 3), 3 * size);
    case 1: return counted(aligned((size_t)8 << next(10), size), size);
    case 2: return counted(aligned_alloc((size_t)16 << next(8), size), size);
    case 3: return seldom(memalign((size_t)16 << next(8), size), size);
    case 4: return counted(valloc(size), size);
    case 5: return seldom(pvalloc(size), (size + 4095) / 4096 * 4096);
    case 6: return counted(realloc(NULL, size), size);
    case 7: return counted(copy(size + 1), size + 1);
    default: return counted(malloc(size), size);
  }
}

// What a slot's block was made with, as `make` counts it.
static size_t made_size(unsigned how, size_t size) {
  return how == 0 ? 3 * size : how == 5 ? (size + 4095) / 4096 * 4096 : how == 7 ? size + 1 : size;
}

static void change(unsigned slot) {
  size_t size = next(4000) + 1;
  if (slots[slot].block == NULL) return;
  freed_blocks++, freed_bytes += slots[slot].size;
  void *block = next(2) ? realloc(slots[slot].block, size) : reallocarray(slots[slot].block, size, 1);
  slots[slot].block = counted(block, size);
  slots[slot].size = size;
}

int main(void) {
  for (int round = 0; round < ROUNDS; round++) {
    unsigned slot = next(SLOTS), how = next(16);
    size_t size = next(2000) + (how == 8 ? 0 : 1);
    if (next(3) == 0) {
      change(slot);
      continue;
    }
    release(slot);
    slots[slot].size = made_size(how, size);
    slots[slot].block = make(how, size);
  }
  // Refused: no blocks.
  volatile size_t huge = SIZE_MAX;
  if (malloc(huge) || calloc(huge, 2) || reallocarray(NULL, huge, 2) || realloc(slots[0].block, huge)) return 1;
  char text[200];
  int length = snprintf(text, sizeof text, "%lu %lu %lu %lu %lu %lu\n", blocks, bytes, few_blocks, few_bytes,
                        blocks - freed_blocks, bytes - freed_bytes);
  return write(1, text, (size_t)length) != length;
}
