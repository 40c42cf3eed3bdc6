// Allocates once on each of 2^17 call paths: tracebacks that have nothing in common but their outer ends.
#include <stdlib.h>

enum { DEPTH = 17 };

__attribute__((noinline)) static int tree(int depth) {
  if (depth == 0) return malloc(16) != NULL;
  int left = tree(depth - 1);
  __asm__ volatile("" ::: "memory");  // the calls stay two
  return left + tree(depth - 1);
}

int main(void) { return tree(DEPTH) != 1 << DEPTH; }
