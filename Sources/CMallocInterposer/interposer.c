// The libc allocation functions. Each asks the recorder's mode, lets glibc do the work and tells the recorder; nothing
// else happens here, so errors, errno, alignment and zero sizes are glibc's own.
//
// malloc_usable_size stays glibc's: no block is changed in any way, so its answer holds.
//
// Order: a release is recorded before glibc gets the block back, an allocation after it handed the block out. Memory
// for the recorder, its locks and what happens when memory runs out: see CAllocationRecorder/record.c.
#ifdef __linux__
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "CAllocationRecorder.h"

// Exported by glibc since ever; no dlsym, which would allocate.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void *__libc_valloc(size_t);
extern void *__libc_pvalloc(size_t);
extern void __libc_free(void *);

#define ENTRY __attribute__((visibility("default")))
#define FRAME __builtin_frame_address(0)
#define RECORDING __builtin_expect(mpr_current_mode >= MPR_SIZES, 0)
#define RELEASING __builtin_expect(mpr_current_mode != MPR_OFF, 0)

// The block, after recording it under the entry point's caller.
static inline void *recorded(void *block, size_t size, const void *frame) {
  if (RECORDING && block) mpr_record_allocation(block, size, frame);
  return block;
}

ENTRY void *malloc(size_t size) { return recorded(__libc_malloc(size), size, FRAME); }

// A product that overflows fails in glibc, so that it needs no check here.
ENTRY void *calloc(size_t count, size_t size) { return recorded(__libc_calloc(count, size), count * size, FRAME); }

ENTRY void free(void *block) {
  if (RELEASING && block) mpr_record_release(block, FRAME);
  __libc_free(block);
}

// Between hold and the record no live entry of the old address is left for another thread's new block to clash with.
static void *reallocated(void *block, size_t size, const void *frame) {
  if (!RELEASING) return __libc_realloc(block, size);
  mpr_held_block held = block ? mpr_hold_block(block) : (mpr_held_block){0};
  void *moved = __libc_realloc(block, size);
  // glibc frees for size 0 and then returns NULL; any other NULL is a failure that left the block alone.
  if (moved == NULL && size != 0 && block)
    mpr_restore_block(block, held);
  else
    mpr_record_reallocation(held, moved, size, frame);
  return moved;
}

ENTRY void *realloc(void *block, size_t size) { return reallocated(block, size, FRAME); }

ENTRY void *reallocarray(void *block, size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return NULL;
  }
  return reallocated(block, bytes, FRAME);
}

ENTRY void *memalign(size_t alignment, size_t size) {
  return recorded(__libc_memalign(alignment, size), size, FRAME);
}

// Since 2.38 glibc's aligned_alloc refuses an alignment that is not a power of two; before, it was memalign.
ENTRY void *aligned_alloc(size_t alignment, size_t size) {
#if __GLIBC_PREREQ(2, 38)
  if (alignment == 0 || (alignment & (alignment - 1))) {
    errno = EINVAL;
    return NULL;
  }
#endif
  return recorded(__libc_memalign(alignment, size), size, FRAME);
}

// The error is returned and *result set on success only; errno is what memalign leaves in it, as in glibc.
ENTRY int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1))) return EINVAL;
  void *block = __libc_memalign(alignment, size);
  if (block == NULL) return ENOMEM;
  *result = recorded(block, size, FRAME);
  return 0;
}

ENTRY void *valloc(size_t size) { return recorded(__libc_valloc(size), size, FRAME); }

// Rounds up to whole pages: that is what was asked for.
ENTRY void *pvalloc(size_t size) {
  size_t page = (size_t)getpagesize(), rounded = (size + page - 1) & ~(page - 1);
  return recorded(__libc_pvalloc(size), rounded, FRAME);
}

// For programs linked against a glibc older than 2.26, which has it.
ENTRY void cfree(void *block) {
  if (RELEASING && block) mpr_record_release(block, FRAME);
  __libc_free(block);
}
#endif
