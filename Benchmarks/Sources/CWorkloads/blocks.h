// What the workloads share: blocks that the compiler can't remove, and numbers that look random.
#ifndef BLOCKS_H
#define BLOCKS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// A written block of `size` bytes. The compiler must assume that somebody else sees it.
static inline unsigned char *make_block(size_t size, int byte) {
  unsigned char *block = malloc(size);
  if (!block) abort();
  memset(block, byte, size);
  __asm__ volatile("" ::"r"(block) : "memory");
  return block;
}

// Marsaglia's xorshift: the same sequence in every run. The state is not 0.
static inline uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static inline size_t some_size(uint64_t random) { return 16 + random % 497; }

#endif
