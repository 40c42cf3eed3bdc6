// What bare.c, promised.c, chain.h and whole.h share.
#ifndef BASICS_H
#define BASICS_H
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

enum { SITES = 1 << 16 };
#define INITIAL __attribute__((tls_model("initial-exec")))
#define INLINE __attribute__((always_inline)) static inline
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

static void *mapped(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

// Of a path with one frame more; the site that stands for it. Two paths may share one.
INLINE uint64_t longer_path(uint64_t path, uintptr_t address) {
  path = (path ^ address) * UINT64_C(0xbf58476d1ce4e5b9);
  return path ^ path >> 32;
}
INLINE uint32_t site_of_path(uint64_t path) { return 1 + path % (SITES - 1); }

#endif
