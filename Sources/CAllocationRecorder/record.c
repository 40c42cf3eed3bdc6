// The events, whatever the circumstances; as they nearly always are: usual_events.h. What they change: counting.h.
//
// Runs inside malloc, free and realloc. May call: nothing of libc but what memory.h and thread.c state. Locks: the
// tree's and the thread list's, bounded. When memory runs out the block or its traceback is dropped and counted.
#ifdef __linux__
#include "usual_events.h"

mpr_process_state mpr_process;

void mpr_flush_pending(mpr_thread *thread) {
  if (thread->pending) mpr_change_live(&thread->period->peak, thread->pending);
  thread->pending = 0;
}

// MARK: Counting, on the shared record: a signal handler inside a hook, or a thread past its end

#define ADD_SHARED(place, amount) __atomic_fetch_add(&(place), (amount), __ATOMIC_RELAXED)
#define ADD_SHARED_FREED(place, amount) __atomic_fetch_add(&(place), (amount), __ATOMIC_RELEASE)

static void count_shared(mpr_period *period, uint32_t site, size_t size, bool release) {
  mpr_thread *record = mpr_shared_record();
  mpr_site_share *share = mpr_share(record, site);
  if (share == NULL) return;
  if (release) mpr_leave_peak(&period->peak);
  mpr_count_atomically(&record->counters, size, release);
  mpr_keep_peak(share, &period->peak);
  ADD_SHARED_FREED(*(release ? &share->freed_bytes : &share->total_bytes), size);
  ADD_SHARED_FREED(*(release ? &share->freed_blocks : &share->total_blocks), 1);
  mpr_change_live(&period->peak, release ? -(int64_t)size : (int64_t)size);
}

// In the recording at once: not every process comes to its end by exit.
__attribute__((noinline)) static void drop_block(void) {
  mpr_recorded_process *recorded = mpr_recorded_process_table();
  ADD_SHARED(mpr_process.dropped_blocks, 1);
  if (recorded) ADD_SHARED(recorded->dropped_blocks, 1);
}

__attribute__((noinline)) static void drop_traceback(void) {
  mpr_recorded_process *recorded = mpr_recorded_process_table();
  ADD_SHARED(mpr_process.dropped_tracebacks, 1);
  if (recorded) ADD_SHARED(recorded->dropped_tracebacks, 1);
}

#pragma weak mpr_decide_at_first_allocation

static void allocated_without_thread(const void *block, size_t size) {
  mpr_period *period = MPR_OBSERVE(mpr_current_period);
  if (mpr_map_insert((uintptr_t)block, period->first_site, size))
    count_shared(period, period->first_site, size, false);
  else
    drop_block();
}

static uint32_t release_shared_alias(mpr_block block) {
  mpr_begin_shared_excerpt_event();
  uint32_t site = mpr_alias_released(block.site, block.size, false);
  mpr_end_shared_excerpt_event();
  return site;
}

static void released_without_thread(mpr_block block) {
  mpr_period *period = MPR_OBSERVE(mpr_current_period);
  uint32_t site = mpr_is_alias(block.site) ? release_shared_alias(block) : block.site;
  if (site >= period->first_site) return count_shared(period, site, block.size, true);
  mpr_thread *record = mpr_shared_record();
  ADD_SHARED(record->forgotten.freed_bytes, block.size);
  ADD_SHARED(record->forgotten.freed_blocks, 1);
  __atomic_thread_fence(__ATOMIC_RELEASE);
  mpr_count_atomically(&record->counters, block.size, true);
}

// MARK: Sizes, in a recording

static void count_size_atomically(mpr_allocator allocator, size_t size) {
  mpr_thread *record = mpr_shared_record();
  if (record->sizes) ADD_SHARED(*mpr_bucket_of(record, allocator, size), 1);
}

void mpr_record_mapping(size_t size) {
  if (mpr_records_blocks()) count_size_atomically(MPR_MMAP, size);
}

// MARK: Events

static uint32_t without_traceback(mpr_thread *thread) {
  drop_traceback();
  return thread->period->first_site;
}

static inline uint32_t site_for(mpr_thread *thread, const void *frame) {
  if (MPR_READ(mpr_current_mode) < MPR_TRACEBACKS || frame == NULL) return thread->period->first_site;
  uint32_t site = mpr_stack_site(thread, frame);
  return MPR_LIKELY(site) ? site : without_traceback(thread);
}

__attribute__((noinline)) static void tell_watchers(mpr_thread *thread, const void *frame, size_t size, bool release) {
  if (thread->window != NULL) mpr_window_switch(thread->window, thread, frame);
  if (MPR_READ(mpr_open_scopes)) mpr_count_in_scopes(thread, frame, size, release);
}

// The block's entry in the map, and its count in the excerpts.
__attribute__((noinline)) static bool insert_watched(mpr_thread *thread, uintptr_t block, uint32_t site, size_t size) {
  if (MPR_READ(mpr_open_excerpts) == 0) return mpr_map_insert(block, site, size);
  mpr_begin_excerpt_event(thread);
  uint32_t alias = mpr_alias_for(thread, site);
  bool inserted = mpr_map_insert(block, alias, size);
  if (inserted) mpr_alias_allocated(alias, size);
  mpr_end_excerpt_event(thread);
  return inserted;
}

__attribute__((noinline)) static uint32_t release_alias(mpr_thread *thread, mpr_block block, bool temporary) {
  mpr_begin_excerpt_event(thread);
  uint32_t site = mpr_alias_released(block.site, block.size, temporary);
  mpr_end_excerpt_event(thread);
  return site;
}

static inline bool insert(mpr_thread *thread, const void *block, uint32_t site, size_t size, bool watched) {
  return watched ? insert_watched(thread, (uintptr_t)block, site, size) : mpr_map_insert((uintptr_t)block, site, size);
}

MPR_INLINE void allocated(mpr_thread *thread, const void *block, size_t size, uint32_t site, const void *frame) {
  mpr_site_share *share = site == thread->stack.site ? thread->stack.share : NULL;
  if (share == NULL) share = mpr_share(thread, site);
  bool watched = mpr_is_watched(thread);
  if (MPR_UNLIKELY(share == NULL || !insert(thread, block, site, size, watched))) return drop_block();
  if (watched) tell_watchers(thread, frame, size, false);
  mpr_count_allocation(thread, share, size);
  mpr_raise_live(thread, size);
  thread->last_block = (uintptr_t)block;
}

// Of a block from before the last clear. The forgotten first: whoever reads meanwhile finds live too high, never below zero.
__attribute__((noinline)) static void count_forgotten(mpr_thread *thread, size_t size) {
  MPR_ADD(thread->forgotten.freed_bytes, size);
  MPR_ADD(thread->forgotten.freed_blocks, 1);
  MPR_PUBLISH(thread->counters.freed_bytes, thread->counters.freed_bytes + size);
  MPR_PUBLISH(thread->counters.freed_blocks, thread->counters.freed_blocks + 1);
}

MPR_INLINE void released(mpr_thread *thread, mpr_block block, bool temporary, const void *frame) {
  if (mpr_is_watched(thread)) tell_watchers(thread, frame, block.size, true);
  uint32_t site = block.site;
  if (MPR_UNLIKELY(mpr_is_alias(site))) site = release_alias(thread, block, temporary);
  if (MPR_UNLIKELY(site < thread->period->first_site)) return count_forgotten(thread, block.size);
  mpr_site_share *share = mpr_share(thread, site);
  if (MPR_UNLIKELY(share == NULL)) return;
  mpr_count_release(thread, share, block.size, temporary);
  mpr_lower_live(thread, block.size);
}

// The calling thread's record with the hook entered, or NULL when the event belongs to the shared record.
static inline mpr_thread *enter(mpr_local *local) {
  mpr_thread *thread = MPR_LIKELY(!local->in_hook) ? mpr_own_thread() : NULL;
  if (MPR_UNLIKELY(thread == NULL)) return NULL;
  mpr_enter_hook(local);
  if (MPR_UNLIKELY(thread->period != MPR_OBSERVE(mpr_current_period))) mpr_enter_period(thread);
  return thread;
}

// After an event: whether the next one is usual while the circumstances stay. They first, then what they stand for. A stack is known
// while there are tracebacks alone, so that a usual event need not ask.
static inline void note_circumstances(mpr_thread *thread) {
  uint64_t circumstances = MPR_OBSERVE(mpr_circumstances);
  bool is_usual = thread->period == MPR_OBSERVE(mpr_current_period) && !mpr_is_watched(thread);
  thread->circumstances = is_usual ? circumstances : 0;
  if (MPR_READ(mpr_current_mode) < MPR_TRACEBACKS) mpr_forget_site(&thread->stack);
}

// A thread's first event makes its record; the process's first decides whether there is anything to record.
static void *allocated_without_record(void *block, size_t size, const void *frame, mpr_allocator allocator) {
  if (MPR_READ(mpr_current_mode) != MPR_UNDECIDED) {
    count_size_atomically(allocator, size);
    allocated_without_thread(block, size);
    return block;
  }
  if (mpr_decide_at_first_allocation) mpr_decide_at_first_allocation();
  int mode = MPR_READ(mpr_current_mode);
  return mode != MPR_UNDECIDED && mode >= MPR_SIZES ? mpr_record_allocation(block, size, frame, allocator) : block;
}

// Larger ones come from the kernel, or take long.
enum { MPR_CLEARED_BYTES = 1 << 20 };

// As many bytes as glibc gives at least: sizes are multiples of 16, of which 8 bytes are its own. Of others nothing is known.
static size_t given_bytes(size_t size) {
  if (!mpr_blocks_are_glibcs) return size;
  return size < 24 ? 24 : ((size + 23) & ~(size_t)15) - 8;
}

void *mpr_clear_block(void *block, size_t start, size_t size) {
  size_t bytes = given_bytes(size);
  if (size <= MPR_CLEARED_BYTES && start < bytes) __builtin_memset((char *)block + start, 0, bytes - start);
  return block;
}

// In tables that live as long as the process, above all. Without the interposer blocks are made up.
static void clear_own(void *block, size_t start, size_t size) {
  if (mpr_is_interposed()) mpr_clear_block(block, start, size);
}

// Neither counted nor dropped.
__attribute__((noinline)) static void *allocated_while_paused(void *block, size_t size, mpr_allocator allocator) {
  if (!block || !mpr_leaves || !mpr_map_insert((uintptr_t)block, MPR_UNCOUNTED_SITE, size)) return block;
  if (allocator == MPR_MALLOC || allocator == MPR_ALIGNED) clear_own(block, 0, size);
  ADD_SHARED(mpr_process.uncounted_blocks, 1);
  ADD_SHARED(mpr_process.uncounted_bytes, size);
  return block;
}

__attribute__((noinline)) static void released_uncounted(mpr_block block) {
  ADD_SHARED(mpr_process.uncounted_blocks, -1);
  ADD_SHARED(mpr_process.uncounted_bytes, -block.size);
}

// noinline: keeps clang's hot-cold splitting, which compiles for size, away from the paths that matter.
__attribute__((noinline)) void *mpr_record_allocation(void *block, size_t size, const void *frame, mpr_allocator allocator) {
  mpr_local *local = &mpr_this_thread;
  if (MPR_UNLIKELY(block == NULL || local->paused)) return allocated_while_paused(block, size, allocator);
  mpr_thread *thread = enter(local);
  if (MPR_UNLIKELY(thread == NULL)) return allocated_without_record(block, size, frame, allocator);
  allocated(thread, block, size, site_for(thread, frame), frame);
  mpr_count_size(thread, allocator, size);
  note_circumstances(thread);
  mpr_leave_hook(local);
  return block;
}

__attribute__((noinline)) void *mpr_record_where_changed(mpr_thread *thread, void *block, size_t size, const void *frame,
                                                         mpr_allocator allocator, const mpr_frame *changed) {
  bool has_traceback = MPR_READ(mpr_current_mode) >= MPR_TRACEBACKS;
  uint32_t site = has_traceback ? mpr_changed_stack_site(thread, frame, changed) : thread->period->first_site;
  if (MPR_UNLIKELY(site == 0)) site = without_traceback(thread);
  allocated(thread, block, size, site, frame);
  mpr_count_size(thread, allocator, size);
  mpr_leave_hook(&mpr_this_thread);
  return block;
}

MPR_INLINE void release_block(uintptr_t address, mpr_block block, const void *frame) {
  mpr_local *local = &mpr_this_thread;
  mpr_thread *thread = enter(local);
  if (MPR_UNLIKELY(thread == NULL)) return released_without_thread(block);
  bool temporary = address && mpr_take_last(thread, address);
  released(thread, block, temporary, frame);
  note_circumstances(thread);
  mpr_leave_hook(local);
}

__attribute__((noinline)) void mpr_record_release(const void *block, const void *frame) {
  mpr_block found = mpr_map_remove((uintptr_t)block);
  if (MPR_UNLIKELY(found.site == MPR_UNCOUNTED_SITE)) return released_uncounted(found);
  if (MPR_LIKELY(found.site)) release_block((uintptr_t)block, found, frame);
}

void mpr_record_reallocation(mpr_held_block held, void *block, size_t size, const void *frame) {
  if (MPR_UNLIKELY(mpr_this_thread.paused) && block && held.site && mpr_mode_now() >= MPR_SIZES)
    clear_own(block, held.size, size);
  if (MPR_UNLIKELY(held.site == MPR_UNCOUNTED_SITE)) released_uncounted((mpr_block){held.site, held.size});
  else if (held.site) release_block(0, (mpr_block){held.site, held.size}, frame);
  if (mpr_mode_now() >= MPR_SIZES) mpr_record_allocation(block, size, frame, MPR_REALLOC);
  mpr_let_go(held);
}
#endif
