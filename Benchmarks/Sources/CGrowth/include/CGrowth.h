// Live 32-byte blocks, allocated on as many call paths as asked for: how a profiler's cost grows with either.
#ifndef CGROWTH_H
#define CGROWTH_H

// Levels of the tree of calls at whose leaves blocks are allocated; it has 2^GROWTH_LEVELS paths.
enum { GROWTH_LEVELS = 20 };

struct growth_case {
  void **blocks;  // `count` of them, null at first
  long count;
  long paths;  // at most 2^GROWTH_LEVELS are used, those from the number 0 on
  int threads;
  int depth;  // calls below the tree
};

// What a run of replace_blocks took, a pair of allocation and release: nanoseconds of the process's CPU time, and of time times threads.
struct growth_time {
  double cpu, wall;
};

// All of these work in threads of their own, and allocate with the same tracebacks.

// Allocates and frees one block on each path.
void visit_paths(const struct growth_case *growth);
// Allocates all blocks, on the paths in turn.
void fill_blocks(const struct growth_case *growth);
// Frees a random block and allocates another on a random path, `pairs` times in all threads together; each thread has a share of the
// blocks, every nth.
struct growth_time replace_blocks(const struct growth_case *growth, long pairs);

#endif
