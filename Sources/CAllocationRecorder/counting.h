// What an event changes: in its thread's own counts, its site's and the process's.
//
// Equations, for the blocks of one period (period.c):
//   live = Σ (allocated − freed) over the threads = period->peak.live + Σ pending = Σ (total − freed) over its sites
// peak.h says how the values of a site at the peak are kept.
#ifndef MPR_COUNTING_H
#define MPR_COUNTING_H
#include "recorder.h"

#pragma GCC visibility push(hidden)

// While the process has one thread its figures are exact and need no atomic read-modify-write.
static inline bool mpr_single_threaded(void) { return MPR_READ(*mpr_process.single_threaded); }

// Adds to a counter with one writer: a single instruction, which a signal handler of the same thread cannot tear.
#define MPR_ADD(place, amount) MPR_WRITE(place, MPR_READ(place) + (amount))
// The same for a release: whoever reads it sees the allocation, on whichever thread that was. A plain store on x86-64.
#define MPR_ADD_FREED(place, amount) MPR_PUBLISH(place, MPR_READ(place) + (amount))

// MARK: Live and peak of the process

// Whether the change goes beyond what may be pending, so that it has to be flushed.
static inline bool mpr_fills_pending(const mpr_thread *thread, int64_t change) {
  return (uint64_t)(thread->pending + change + MPR_BATCH) > 2 * MPR_BATCH;
}

static inline void mpr_add_pending(mpr_thread *thread, int64_t change) {
  bool fills = mpr_fills_pending(thread, change);
  thread->pending += change;
  if (MPR_UNLIKELY(fills)) mpr_flush_pending(thread);
}

// Where there is one thread.
static inline void mpr_raise_live_alone(mpr_peak *process, size_t size) {
  int64_t live = MPR_READ(process->live) + (int64_t)size;
  MPR_WRITE(process->live, live);
  if (live <= process->peak) return;
  MPR_WRITE(process->peak, live);
  MPR_WRITE(process->at_peak, 1);
}

static inline void mpr_raise_live(mpr_thread *thread, size_t size) {
  if (MPR_UNLIKELY(!mpr_single_threaded())) return mpr_add_pending(thread, (int64_t)size);
  mpr_raise_live_alone(&thread->period->peak, size);
}

static inline void mpr_lower_live(mpr_thread *thread, size_t size) {
  if (MPR_UNLIKELY(!mpr_single_threaded())) return mpr_add_pending(thread, -(int64_t)size);
  MPR_ADD(thread->period->peak.live, -(int64_t)size);
}

static inline void mpr_end_peak(mpr_peak *peak) {
  if (!mpr_single_threaded()) return mpr_leave_peak(peak);
  MPR_WRITE(peak->at_peak, 0);
  MPR_ADD(peak->epoch, 1);
}

// MARK: Counting, on the thread's own record: all but what is live, which the caller changes

static inline void mpr_count_allocation(mpr_thread *thread, mpr_site_share *share, size_t size) {
  mpr_counters *counters = &thread->counters;
  uint64_t allocated = MPR_READ(counters->allocated_bytes) + size;
  int64_t net = (int64_t)(allocated - MPR_READ(counters->freed_bytes));
  MPR_WRITE(counters->allocated_bytes, allocated);
  MPR_ADD(counters->allocated_blocks, 1);
  if (net > counters->high) MPR_WRITE(counters->high, net);
  mpr_keep_peak(share, &thread->period->peak);
  MPR_ADD(share->total_bytes, size);
  MPR_ADD(share->total_blocks, 1);
}

static inline void mpr_count_release(mpr_thread *thread, mpr_site_share *share, size_t size, bool temporary) {
  MPR_ADD_FREED(thread->counters.freed_bytes, size);
  MPR_ADD_FREED(thread->counters.freed_blocks, 1);
  mpr_peak *peak = &thread->period->peak;
  if (MPR_READ(peak->at_peak)) mpr_end_peak(peak);
  mpr_keep_peak(share, peak);
  MPR_ADD_FREED(share->freed_bytes, size);
  MPR_ADD_FREED(share->freed_blocks, 1);
  MPR_ADD(share->temporary_blocks, temporary);
}

// MARK: Sizes, in a recording

static inline uint64_t *mpr_bucket_of(mpr_thread *thread, mpr_allocator allocator, size_t size) {
  unsigned bucket = size ? 64 - (unsigned)__builtin_clzl(size) : 0;
  return &thread->sizes[allocator * MPR_SIZE_BUCKETS + (bucket & (MPR_SIZE_BUCKETS - 1))];
}

static inline void mpr_count_size(mpr_thread *thread, mpr_allocator allocator, size_t size) {
  if (thread->sizes) MPR_ADD(*mpr_bucket_of(thread, allocator, size), 1);
}

#pragma GCC visibility pop
#endif
