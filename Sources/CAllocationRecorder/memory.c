// The recorder's own memory. May call mmap and munmap only; no lock, no per-thread state.
#ifdef __linux__
#define _GNU_SOURCE
#include "memory.h"

#include <errno.h>
#include <sys/mman.h>

static uint64_t mapped_bytes;

void *mpr_map(size_t bytes) {
  int saved = errno;
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory != MAP_FAILED) {
    // A huge page for one touched entry would show in the very RSS that is being measured.
    madvise(memory, bytes, MADV_NOHUGEPAGE);
    __atomic_fetch_add(&mapped_bytes, bytes, __ATOMIC_RELAXED);
  }
  errno = saved;
  return memory == MAP_FAILED ? NULL : memory;
}

void mpr_unmap(void *memory, size_t bytes) {
  int saved = errno;
  munmap(memory, bytes);
  __atomic_fetch_sub(&mapped_bytes, bytes, __ATOMIC_RELAXED);
  errno = saved;
}

void mpr_discard(void *memory, size_t bytes) {
  int saved = errno;
  madvise(memory, bytes, MADV_DONTNEED);
  errno = saved;
}

void *mpr_map_once(void **place, size_t bytes) {
  void *there = NULL, *made = mpr_map(bytes);
  if (made == NULL) return NULL;
  if (__atomic_compare_exchange_n(place, &there, made, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return made;
  mpr_unmap(made, bytes);  // another thread was first
  return there;
}

uint64_t mpr_mapped_bytes(void) { return __atomic_load_n(&mapped_bytes, __ATOMIC_RELAXED); }
#endif
