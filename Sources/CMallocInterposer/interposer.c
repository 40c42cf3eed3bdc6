// The libc allocation functions. Each asks the recorder's mode, lets glibc (or the program's other allocator: underlying.h)
// do the work and tells the recorder; nothing else happens here, so errors, errno, alignment and zero sizes are its own.
//
// malloc_usable_size stays the allocator's: no block is changed in any way, so its answer holds.
//
// Order: a release is recorded before glibc gets the block back, an allocation after it handed the block out. Memory
// for the recorder, its locks and what happens when memory runs out: see CAllocationRecorder/record.c.
#ifdef __linux__
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "CAllocationRecorder.h"
#include "launch.h"
#include "underlying.h"
#include "usual_events.h"

#define ENTRY __attribute__((visibility("default")))
#define FRAME MPR_FRAME
#define RECORDING (mpr_mode_now() >= MPR_SIZES)
#define RELEASING (mpr_mode_now() & MPR_TRACEBACKS)  // that is: any but off and undecided

// Where cost matters, an entry point has a recording half that it jumps to: idle, it is a test and a jump to glibc,
// and FRAME in the half is what it would be in the entry. noinline also keeps clang from moving a branch, and FRAME with
// it, into a third function (hot-cold splitting). gcc before 15 does not know musttail; it jumps when it optimizes.
#define HALF static __attribute__((noinline))
#if __has_attribute(musttail)
#define INSTEAD __attribute__((musttail)) return
#else
#define INSTEAD return
#endif

// The block, after recording it under the entry point's caller.
static inline void *recorded(void *block, size_t size, const void *frame, mpr_allocator allocator) {
  if (mpr_clears_blocks && RECORDING && block) mpr_clear_block(block, 0, size);
  return RECORDING && block ? mpr_after_call(mpr_record_allocation(block, size, frame, allocator)) : block;
}

HALF void *malloc_recorded(size_t size) {
  void *block = mpr_underlying.malloc(size);
  if (block == NULL) return NULL;
  if (mpr_clears_blocks) block = mpr_clear_block(block, 0, size);
  return mpr_record_usual_allocation(block, size, FRAME, MPR_MALLOC);
}

ENTRY void *malloc(size_t size) {
  if (RECORDING) INSTEAD malloc_recorded(size);
  return mpr_underlying.malloc(size);
}

// A product that overflows fails in glibc, so that it needs no check here.
HALF void *calloc_recorded(size_t count, size_t size) {
  void *block = mpr_underlying.calloc(count, size);
  return block ? mpr_record_usual_allocation(block, count * size, FRAME, MPR_CALLOC) : NULL;
}

ENTRY void *calloc(size_t count, size_t size) {
  if (RECORDING) INSTEAD calloc_recorded(count, size);
  return mpr_underlying.calloc(count, size);
}

HALF void free_recorded_elsewhere(void *block) {
  if (block) mpr_record_release(block, FRAME);
  mpr_underlying.free(block);
}

HALF void free_recorded(void *block) {
  if (!mpr_record_usual_release(block)) INSTEAD free_recorded_elsewhere(block);
  INSTEAD mpr_underlying.free(block);
}

ENTRY void free(void *block) {
  if (RELEASING) INSTEAD free_recorded(block);
  mpr_underlying.free(block);
}

// Between hold and the record no live entry of the old address is left for another thread's new block to clash with. Inlined, or its
// frame would stand where the entry point's, which made a tail call, was.
__attribute__((always_inline)) static inline void *reallocated(void *block, size_t size, const void *frame) {
  mpr_held_block held = block ? mpr_hold_block(block) : (mpr_held_block){0};
  void *moved = mpr_underlying.realloc(block, size);
  if (mpr_clears_blocks && moved && (held.site || !block)) mpr_clear_block(moved, held.size, size);
  // glibc frees for size 0 and then returns NULL; any other NULL is a failure that left the block alone.
  if (moved == NULL && size != 0 && block)
    mpr_restore_block(block, held);
  else
    mpr_record_reallocation(held, moved, size, frame);
  return moved;
}

HALF void *realloc_recorded(void *block, size_t size) { return reallocated(block, size, FRAME); }

// Without a block it is an allocation, which may be the process's first and then decides whether to record.
#define REALLOCATING(block) (RELEASING || ((block) == NULL && RECORDING))

ENTRY void *realloc(void *block, size_t size) {
  if (REALLOCATING(block)) INSTEAD realloc_recorded(block, size);
  return mpr_underlying.realloc(block, size);
}

ENTRY void *reallocarray(void *block, size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return NULL;
  }
  return REALLOCATING(block) ? reallocated(block, bytes, FRAME) : mpr_underlying.realloc(block, bytes);
}

ENTRY void *memalign(size_t alignment, size_t size) {
  return recorded(mpr_underlying.memalign(alignment, size), size, FRAME, MPR_ALIGNED);
}

// Since 2.38 glibc's aligned_alloc refuses an alignment that is not a power of two; before, it was memalign.
ENTRY void *aligned_alloc(size_t alignment, size_t size) {
#if __GLIBC_PREREQ(2, 38)
  if (alignment == 0 || (alignment & (alignment - 1))) {
    errno = EINVAL;
    return NULL;
  }
#endif
  return recorded(mpr_underlying.memalign(alignment, size), size, FRAME, MPR_ALIGNED);
}

// The error is returned and *result set on success only; errno is what memalign leaves in it, as in glibc.
ENTRY int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1))) return EINVAL;
  void *block = mpr_underlying.memalign(alignment, size);
  if (block == NULL) return ENOMEM;
  *result = recorded(block, size, FRAME, MPR_ALIGNED);
  return 0;
}

ENTRY void *valloc(size_t size) { return recorded(mpr_underlying.valloc(size), size, FRAME, MPR_ALIGNED); }

// Rounds up to whole pages: that is what was asked for.
ENTRY void *pvalloc(size_t size) {
  size_t page = (size_t)getpagesize(), rounded = (size + page - 1) & ~(page - 1);
  return recorded(mpr_underlying.pvalloc(size), rounded, FRAME, MPR_ALIGNED);
}

// Anonymous memory that the program can use. glibc's own mappings do not come through here, nor do the recorder's.
ENTRY void *mmap(void *address, size_t size, int protection, int flags, int file, off_t offset) {
  void *memory = mpr_system_map(address, size, protection, flags, file, offset);
  if (RECORDING && memory != MAP_FAILED && (flags & MAP_ANONYMOUS) && protection != PROT_NONE) mpr_record_mapping(size);
  return memory;
}

ENTRY void *mmap64(void *address, size_t size, int protection, int flags, int file, off_t offset)
    __attribute__((alias("mmap")));

// For programs linked against a glibc older than 2.26, which has it.
ENTRY void cfree(void *block) {
  if (RELEASING && block) mpr_record_release(block, FRAME);
  mpr_underlying.free(block);
}
#endif
