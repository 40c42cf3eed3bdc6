// The least that knows what a tracer has to know, to be preloaded: each live block's size and site, each site's blocks and bytes, live
// bytes and their peak, and whether the thread stands where it stood: by the chain of frame pointers, or with WHOLE_STACKS by all of its
// frames.
//
// Left out is what makes a profiler of it: it cannot be read while it counts, stopped or cleared; signals, fork, a thread's end and
// memory that runs out are not provided for; no line's own bytes, no sites at the peak, a peak of each thread alone. Blocks may share
// an entry. And what chain.h or whole.h says.
#ifdef WHOLE_STACKS
#include "whole.h"
#else
#include "chain.h"
#endif

typedef struct {
  uint64_t allocated_bytes, allocated_blocks, freed_bytes, freed_blocks;
} site_counts;
typedef struct {
  uint32_t size, site;  // 0: no live block
} entry;
enum { ENTRY_BITS = 26 };

static entry *entries;
static __thread INITIAL site_counts *sites;  // the thread's own
static __thread INITIAL int64_t live, peak;

__attribute__((constructor(101))) static void begin(void) { entries = mapped(sizeof(entry) << ENTRY_BITS); }

INLINE int is_ready(const void *block) {
  if (block == NULL || entries == NULL) return 0;
  return !UNLIKELY(sites == NULL) || (sites = mapped(SITES * sizeof(site_counts))) != NULL;
}

INLINE entry *entry_of(const void *block) { return &entries[(uintptr_t)block >> 5 & (((uintptr_t)1 << ENTRY_BITS) - 1)]; }

INLINE void allocated(const void *block, size_t size, const void *frame) {
  if (!is_ready(block)) return;
  uint32_t site = site_of(frame);
  *entry_of(block) = (entry){(uint32_t)size, site};
  sites[site].allocated_bytes += size;
  sites[site].allocated_blocks++;
  live += (int64_t)size;
  if (live > peak) peak = live;
}

INLINE void released(const void *block) {
  if (!is_ready(block)) return;
  entry *at = entry_of(block);
  if (at->site == 0) return;
  sites[at->site].freed_bytes += at->size;
  sites[at->site].freed_blocks++;
  live -= at->size;
  at->site = 0;
}

#include "hooks.h"
