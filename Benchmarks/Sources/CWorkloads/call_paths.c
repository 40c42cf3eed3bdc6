// Call paths: a binary tree of calls that allocates at its leaves.
#include "CWorkloads.h"
#include "blocks.h"

// Levels at which the path branches when there are to be few.
enum { LEVELS_OF_FEW = 4 };

struct leaves {
  unsigned char **blocks;
  long count;
  int branching;  // levels, the outermost, whose two calls stand at two places
};

// Opaque to the compiler, so that a loop of two stays one call.
static volatile int twice = 2;

static void add_leaf(struct leaves *leaves) {
  leaves->blocks[leaves->count] = make_block(16, (int)(leaves->count & 0xff));
  leaves->count++;
}

__attribute__((noinline)) static void walk(struct leaves *leaves, int level, int depth) {
  if (level == depth) {
    add_leaf(leaves);
  } else if (level < leaves->branching) {
    walk(leaves, level + 1, depth);
    __asm__ volatile("" ::: "memory");  // the calls stay two
    walk(leaves, level + 1, depth);
  } else {
    for (int turn = 0; turn < twice; turn++) walk(leaves, level + 1, depth);
  }
  __asm__ volatile("" ::: "memory");  // no call becomes a jump
}

uint64_t walk_call_paths(int depth, bool distinct) {
  struct leaves leaves = {
    .blocks = calloc((size_t)1 << depth, sizeof *leaves.blocks), .branching = distinct ? depth : LEVELS_OF_FEW};
  if (!leaves.blocks) abort();
  walk(&leaves, 0, depth);
  uint64_t sum = 0;
  for (long index = 0; index < leaves.count; index++) {
    sum += leaves.blocks[index][15];
    free(leaves.blocks[index]);
  }
  free(leaves.blocks);
  return sum;
}
