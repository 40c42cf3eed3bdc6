// What an event changes.
//
// Runs inside malloc, free and realloc. May call: nothing of libc but what memory.h and thread.c state. Locks: the
// tree's and the thread list's, bounded. When memory runs out the block or its traceback is dropped and counted.
//
// Equations, summed over all thread records:
//   live = Σ (allocated − freed) = mpr_process.live + Σ pending = Σ over sites (total − freed)
// The values of a site at the peak are kept by their owner at the first change after the peak: a share whose epoch
// is not mpr_process.epoch has not changed since, so its current values are those at the peak (and when at_peak is
// set, nothing has been released since, so all current values are).
#ifdef __linux__
#include "recorder.h"

mpr_process_state mpr_process = {.epoch = 1};

// While the process has one thread its figures are exact and need no atomic read-modify-write.
static inline bool single_threaded(void) { return MPR_READ(*mpr_process.single_threaded); }

// MARK: Live and peak of the process

static void raise_peak(int64_t live) {
  int64_t peak = MPR_READ(mpr_process.peak);
  while (live >= peak)
    if (__atomic_compare_exchange_n(&mpr_process.peak, &peak, live, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
      MPR_WRITE(mpr_process.at_peak, 1);
      return;
    }
}

static void add_live_atomically(int64_t change) {
  int64_t live = __atomic_add_fetch(&mpr_process.live, change, __ATOMIC_RELAXED);
  if (change > 0) raise_peak(live);
}

void mpr_flush_pending(mpr_thread *thread) {
  if (thread->pending) add_live_atomically(thread->pending);
  thread->pending = 0;
}

// Adds to a counter with one writer: a single instruction, which a signal handler of the same thread cannot tear.
#define ADD(place, amount) MPR_WRITE(place, MPR_READ(place) + (amount))

static void add_pending(mpr_thread *thread, int64_t change) {
  thread->pending += change;
  if (thread->pending > MPR_BATCH || thread->pending < -MPR_BATCH) mpr_flush_pending(thread);
}

static inline void raise_live(mpr_thread *thread, size_t size) {
  if (MPR_UNLIKELY(!single_threaded())) return add_pending(thread, (int64_t)size);
  int64_t live = MPR_READ(mpr_process.live) + (int64_t)size;
  MPR_WRITE(mpr_process.live, live);
  if (live < mpr_process.peak) return;
  MPR_WRITE(mpr_process.peak, live);
  MPR_WRITE(mpr_process.at_peak, 1);
}

static inline void lower_live(mpr_thread *thread, size_t size) {
  if (MPR_UNLIKELY(!single_threaded())) return add_pending(thread, -(int64_t)size);
  ADD(mpr_process.live, -(int64_t)size);
}

static void end_peak(void) {
  if (!single_threaded()) {
    if (!__atomic_exchange_n(&mpr_process.at_peak, 0, __ATOMIC_RELAXED)) return;
    __atomic_fetch_add(&mpr_process.epoch, 1, __ATOMIC_RELAXED);
  } else {
    MPR_WRITE(mpr_process.at_peak, 0);
    ADD(mpr_process.epoch, 1);
  }
}

// Before the first release below a peak: from here on, what changes must first keep its values at the peak.
static inline void leave_peak(void) {
  if (MPR_READ(mpr_process.at_peak)) end_peak();
}

static inline void keep_peak(mpr_site_share *share) {
  uint64_t epoch = MPR_READ(mpr_process.epoch);
  if (MPR_LIKELY(share->epoch == epoch)) return;
  MPR_WRITE(share->peak_bytes, (int64_t)(share->total_bytes - share->freed_bytes));
  MPR_WRITE(share->peak_blocks, (int64_t)(share->total_blocks - share->freed_blocks));
  MPR_WRITE(share->epoch, epoch);
}

// MARK: Counting, on the thread's own record

static inline void count_allocation(mpr_thread *thread, mpr_site_share *share, size_t size) {
  mpr_counters *counters = &thread->counters;
  uint64_t allocated = MPR_READ(counters->allocated_bytes) + size;
  int64_t net = (int64_t)(allocated - MPR_READ(counters->freed_bytes));
  MPR_WRITE(counters->allocated_bytes, allocated);
  ADD(counters->allocated_blocks, 1);
  if (net > counters->high) MPR_WRITE(counters->high, net);
  keep_peak(share);
  ADD(share->total_bytes, size);
  ADD(share->total_blocks, 1);
  raise_live(thread, size);
}

static inline void count_release(mpr_thread *thread, mpr_site_share *share, size_t size, bool temporary) {
  ADD(thread->counters.freed_bytes, size);
  ADD(thread->counters.freed_blocks, 1);
  leave_peak();
  keep_peak(share);
  ADD(share->freed_bytes, size);
  ADD(share->freed_blocks, 1);
  ADD(share->temporary_blocks, temporary);
  lower_live(thread, size);
}

// MARK: Counting, on the shared record: a signal handler inside a hook, or a thread past its end

#define ADD_SHARED(place, amount) __atomic_fetch_add(&(place), (amount), __ATOMIC_RELAXED)

static void count_shared(uint32_t site, size_t size, bool release) {
  mpr_thread *record = mpr_shared_record();
  mpr_site_share *share = mpr_share(record, site);
  if (share == NULL) return;
  if (release) leave_peak();
  ADD_SHARED(*(release ? &record->counters.freed_bytes : &record->counters.allocated_bytes), size);
  ADD_SHARED(*(release ? &record->counters.freed_blocks : &record->counters.allocated_blocks), 1);
  keep_peak(share);
  ADD_SHARED(*(release ? &share->freed_bytes : &share->total_bytes), size);
  ADD_SHARED(*(release ? &share->freed_blocks : &share->total_blocks), 1);
  add_live_atomically(release ? -(int64_t)size : (int64_t)size);
}

static void allocated_without_thread(const void *block, size_t size) {
  if (mpr_map_insert((uintptr_t)block, MPR_SITE_UNTRACED, size))
    count_shared(MPR_SITE_UNTRACED, size, false);
  else
    ADD_SHARED(mpr_process.dropped_blocks, 1);
}

// MARK: Events

static uint32_t without_traceback(void) {
  ADD_SHARED(mpr_process.dropped_tracebacks, 1);
  return MPR_SITE_UNTRACED;
}

static inline uint32_t site_for(mpr_thread *thread, const void *frame) {
  if (mpr_current_mode < MPR_TRACEBACKS || frame == NULL) return MPR_SITE_UNTRACED;
  uint32_t site = mpr_stack_site(thread, frame);
  return MPR_LIKELY(site) ? site : without_traceback();
}

__attribute__((noinline)) static void tell_watchers(mpr_thread *thread, const void *frame, size_t size, bool release) {
  if (thread->window != NULL) mpr_window_switch(thread->window, thread, frame);
  if (MPR_READ(mpr_open_scopes)) mpr_count_in_scopes(thread, frame, size, release);
}

static inline bool is_watched(const mpr_thread *thread) {
  return MPR_UNLIKELY(thread->window != NULL) || MPR_UNLIKELY(MPR_READ(mpr_open_scopes));
}

MPR_INLINE void allocated(mpr_thread *thread, const void *block, size_t size, const void *frame) {
  uint32_t site = site_for(thread, frame);
  mpr_site_share *share = mpr_share(thread, site);
  if (MPR_UNLIKELY(share == NULL || !mpr_map_insert((uintptr_t)block, site, size))) {
    ADD_SHARED(mpr_process.dropped_blocks, 1);
    return;
  }
  if (is_watched(thread)) tell_watchers(thread, frame, size, false);
  count_allocation(thread, share, size);
  thread->last_block = (uintptr_t)block;
}

MPR_INLINE void released(mpr_thread *thread, mpr_block block, bool temporary, const void *frame) {
  if (is_watched(thread)) tell_watchers(thread, frame, block.size, true);
  mpr_site_share *share = mpr_share(thread, block.site);
  if (MPR_LIKELY(share != NULL)) count_release(thread, share, block.size, temporary);
}

// The calling thread's record with the hook entered, or NULL when the event belongs to the shared record.
static inline mpr_thread *enter(mpr_local *local) {
  mpr_thread *thread = MPR_LIKELY(!local->in_hook) ? mpr_own_thread() : NULL;
  if (MPR_LIKELY(thread != NULL)) local->in_hook = 1;
  return thread;
}

static inline void leave(mpr_local *local) { local->in_hook = 0; }

// noinline: keeps clang's hot-cold splitting, which compiles for size, away from the paths that matter.
__attribute__((noinline)) void mpr_record_allocation(const void *block, size_t size, const void *frame) {
  mpr_local *local = &mpr_this_thread;
  if (MPR_UNLIKELY(block == NULL || local->paused)) return;
  mpr_thread *thread = enter(local);
  if (MPR_UNLIKELY(thread == NULL)) return allocated_without_thread(block, size);
  allocated(thread, block, size, frame);
  leave(local);
}

MPR_INLINE void release_block(uintptr_t address, mpr_block block, const void *frame) {
  mpr_local *local = &mpr_this_thread;
  mpr_thread *thread = enter(local);
  if (MPR_UNLIKELY(thread == NULL)) return count_shared(block.site, block.size, true);
  // Its address may come again without being recorded, and what is released then is not temporary.
  bool temporary = thread->last_block == address;
  if (temporary) thread->last_block = 0;
  released(thread, block, temporary, frame);
  leave(local);
}

__attribute__((noinline)) void mpr_record_release(const void *block, const void *frame) {
  mpr_block found = mpr_map_remove((uintptr_t)block);
  if (MPR_LIKELY(found.site)) release_block((uintptr_t)block, found, frame);
}

mpr_held_block mpr_hold_block(const void *block) {
  mpr_block found = mpr_map_remove((uintptr_t)block);
  return (mpr_held_block){found.site, found.size};
}

void mpr_restore_block(const void *block, mpr_held_block held) {
  if (held.site) mpr_map_insert((uintptr_t)block, held.site, held.size);
}

void mpr_record_reallocation(mpr_held_block held, const void *block, size_t size, const void *frame) {
  if (held.site) release_block(0, (mpr_block){held.site, held.size}, frame);
  if (mpr_current_mode >= MPR_SIZES) mpr_record_allocation(block, size, frame);
}
#endif
