// The recorder's own memory: zeroed pages from mmap, never given back while the process lives, so that a pointer
// into it stays readable for ever. Errno is preserved. NULL when the kernel refuses.
#ifndef MPR_MEMORY_H
#define MPR_MEMORY_H
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

void *mpr_map(size_t bytes);  // at the start of a page
void mpr_unmap(void *memory, size_t bytes);  // for a mapping that lost a race and was never published
// Gives the pages back and keeps the address: reads as zero.
void mpr_discard(void *memory, size_t bytes);
uint64_t mpr_mapped_bytes(void);

#define MPR_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define MPR_UNLIKELY(condition) __builtin_expect(!!(condition), 0)
// For the paths that each event takes: left to itself clang splits them and compiles the rarer half for size.
#define MPR_INLINE __attribute__((always_inline)) static inline
// Memory orderings, by what they mean here. Counters have one writer: a relaxed store that no reader sees torn.
#define MPR_READ(place) __atomic_load_n(&(place), __ATOMIC_RELAXED)
#define MPR_WRITE(place, value) __atomic_store_n(&(place), (value), __ATOMIC_RELAXED)
// What was written before PUBLISH is seen by who gets the value through OBSERVE.
#define MPR_PUBLISH(place, value) __atomic_store_n(&(place), (value), __ATOMIC_RELEASE)
#define MPR_OBSERVE(place) __atomic_load_n(&(place), __ATOMIC_ACQUIRE)

// The memory at `*place`, mapped on first use. NULL when the kernel refuses.
void *mpr_map_once(void **place, size_t bytes);
static inline void *mpr_mapped_once(void **place, size_t bytes) {
  void *there = MPR_OBSERVE(*place);
  return MPR_LIKELY(there != NULL) ? there : mpr_map_once(place, bytes);
}

#pragma GCC visibility pop
#endif
