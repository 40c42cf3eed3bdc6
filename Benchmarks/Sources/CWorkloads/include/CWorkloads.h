// Workloads that call malloc themselves. Each returns a number that depends on all that it did, the same in every run; each ends the
// program when there is no memory.
#ifndef CWORKLOADS_H
#define CWORKLOADS_H

#include <stdbool.h>
#include <stdint.h>

// Allocates and frees `count` blocks of 16 to 512 bytes from one place with a shallow stack, and writes them; one in eight stays until
// its place among 4,096 is taken.
uint64_t churn_blocks(long count);

// Walks a binary tree of `depth` levels by calls and allocates 16 bytes at each of its 2^depth leaves; then frees them. Either every leaf
// is reached on a call path of its own, or all on 16 paths by as many calls.
uint64_t walk_call_paths(int depth, bool distinct);

// Half of the threads allocate `count` blocks in all, the other half free them: each pair has a queue between them.
uint64_t hand_over_blocks(int threads, long count);

#endif
