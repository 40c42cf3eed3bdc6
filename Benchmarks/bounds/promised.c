// What bare.c does with whole stacks, as tersely, with what the tables promise besides, all of which an event has to do: each block's
// exact start and whole size in 4 bytes for 32; each thread's own counts and their highest, for its lines; one live figure for all
// threads, its peak and each site's values at it; blocks that are freed before the thread allocates again; a signal handler in the middle
// of an event; a start and a stop.
//
// Still left out: what whole.h says, two paths that share a site, a peak that is exact while there is one thread, the events
// of that handler, reading while it counts, excerpts, fork, a thread's end, memory that runs out.
#include "whole.h"

typedef struct {
  uint64_t allocated_bytes, allocated_blocks, freed_bytes, freed_blocks, temporary_blocks, peak_bytes, peak_blocks, epoch;
} site_counts;
typedef uint32_t entry;  // as the recorder's block_map.h has them
enum { LEAF_SHIFT = 26, LEAF_ENTRIES = 1 << 21, LEAVES = 1 << 22, EXTENSION = 254, EXTENDED = 255, BATCH = 16 * 1024 };

static entry **leaves;
static volatile int circumstances = 1;  // what a start or a stop changes
static struct {
  int64_t live, peak;
  uint64_t epoch;
  int at_peak;
} process;
static __thread INITIAL struct {
  uint64_t allocated_bytes, allocated_blocks, freed_bytes, freed_blocks;
  int64_t high, pending;
  uintptr_t last;
  site_counts *sites;
  int busy, circumstances;
} own;

__attribute__((constructor(101))) static void begin(void) { leaves = mapped(LEAVES * sizeof(entry *)); }

__attribute__((noinline)) static int prepare(uintptr_t block) {
  entry **leaf = &leaves[block >> LEAF_SHIFT];
  if (own.sites == NULL) own.sites = mapped(SITES * sizeof(site_counts));
  if (*leaf == NULL) *leaf = mapped((LEAF_ENTRIES + 2) * sizeof(entry));
  if (own.sites) own.circumstances = circumstances;
  return own.sites && *leaf;
}

INLINE void leave(void) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  own.busy = 0;
}

// The block's entry, with the thread marked as busy; NULL where nothing is counted.
INLINE entry *enter(const void *block) {
  uintptr_t address = (uintptr_t)block;
  if (block == NULL || leaves == NULL || UNLIKELY(own.busy)) return NULL;
  own.busy = 1;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  entry *leaf = leaves[address >> LEAF_SHIFT];
  if (UNLIKELY(own.circumstances != circumstances) || UNLIKELY(leaf == NULL)) {
    if (!prepare(address)) return leave(), NULL;
    leaf = leaves[address >> LEAF_SHIFT];
  }
  return &leaf[address >> 5 & (LEAF_ENTRIES - 1)];
}

__attribute__((noinline)) static void flush(void) {
  int64_t live = __atomic_add_fetch(&process.live, own.pending, __ATOMIC_RELAXED), peak = process.peak;
  own.pending = 0;
  while (live > peak && !__atomic_compare_exchange_n(&process.peak, &peak, live, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {}
  if (live > peak) process.at_peak = 1;
}

INLINE void change_live(int64_t change) {
  own.pending += change;
  if (UNLIKELY((uint64_t)(own.pending + BATCH) > 2 * BATCH)) flush();
}

// Before any change: see the recorder's peak.h.
INLINE void keep_peak(site_counts *site) {
  if (!UNLIKELY(site->epoch != process.epoch)) return;
  site->peak_bytes = site->allocated_bytes - site->freed_bytes;
  site->peak_blocks = site->allocated_blocks - site->freed_blocks;
  site->epoch = process.epoch;
}

INLINE void set(entry *at, uintptr_t block, uint32_t site, size_t size) {
  uint32_t code = (uint32_t)size;
  if (UNLIKELY(size >= EXTENSION)) {
    at[1] = (uint32_t)size << 8 | EXTENSION;
    at[2] = (uint32_t)(size >> 24) << 8 | EXTENSION;
    code = EXTENDED;
  }
  *at = site << 9 | (uint32_t)(block >> 4 & 1) << 8 | code;
}

INLINE size_t take_size(entry *at) {
  size_t size = *at & 0xff;
  *at = 0;
  if (!UNLIKELY(size >= EXTENSION)) return size;
  size = at[1] >> 8 | (size_t)(at[2] >> 8) << 24;
  at[1] = at[2] = 0;
  return size;
}

INLINE void allocated(const void *block, size_t size, const void *frame) {
  entry *at = enter(block);
  if (at == NULL) return;
  uint32_t number = site_of(frame);
  set(at, (uintptr_t)block, number, size);
  own.last = (uintptr_t)block;
  own.allocated_bytes += size;
  own.allocated_blocks++;
  int64_t net = (int64_t)(own.allocated_bytes - own.freed_bytes);
  if (net > own.high) own.high = net;
  site_counts *site = &own.sites[number];
  keep_peak(site);
  site->allocated_bytes += size;
  site->allocated_blocks++;
  change_live((int64_t)size);
  leave();
}

INLINE void count_release(site_counts *site, size_t size, int is_last) {
  own.freed_bytes += size;
  own.freed_blocks++;
  if (UNLIKELY(process.at_peak) && __atomic_exchange_n(&process.at_peak, 0, __ATOMIC_RELAXED))
    __atomic_fetch_add(&process.epoch, 1, __ATOMIC_RELAXED);
  keep_peak(site);
  site->freed_bytes += size;
  site->freed_blocks++;
  site->temporary_blocks += is_last;
  change_live(-(int64_t)size);
}

INLINE void released(const void *block) {
  entry *at = enter(block);
  if (at == NULL) return;
  uint32_t number = *at >> 9;
  int is_last = own.last == (uintptr_t)block;
  if (is_last) own.last = 0;
  if (number) count_release(&own.sites[number], take_size(at), is_last);
  leave();
}

#include "hooks.h"
