// The allocator that does the work: glibc's, or the one that the program would have without us, where that is another
// library's (jemalloc, mimalloc, tcmalloc).
#ifndef MPR_UNDERLYING_H
#define MPR_UNDERLYING_H
#include <stddef.h>

#pragma GCC visibility push(hidden)

// Each as libc's function of that name. Calls through these cost what calls through a procedure linkage table cost.
typedef struct {
  void *(*malloc)(size_t size);
  void *(*calloc)(size_t count, size_t size);
  void *(*realloc)(void *block, size_t size);
  void *(*memalign)(size_t alignment, size_t size);
  void *(*valloc)(size_t size);
  void *(*pvalloc)(size_t size);
  void (*free)(void *block);
} mpr_allocator_functions;

// Found out at the first call, which is the first constructor's of some library, on the only thread.
extern mpr_allocator_functions mpr_underlying;

#pragma GCC visibility pop
#endif
