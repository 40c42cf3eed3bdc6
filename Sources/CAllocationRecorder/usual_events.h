// The events as they nearly always are: on a thread with a record of its own, in the same period as the one before, watched by nobody,
// of a block that the map has room for, with live bytes that may stay pending. What is otherwise is found out before anything is
// changed, and goes record.c's way.
//
// For the hooks themselves, so that nothing is saved and restored around a call. Inside malloc.
#ifndef MPR_USUAL_EVENTS_H
#define MPR_USUAL_EVENTS_H
#include "counting.h"
#include "stack_unchanged.h"

#pragma GCC visibility push(hidden)

// As mpr_enter_hook and mpr_leave_hook, of the whole word: to read it right after half of it was written would wait for the store.
MPR_INLINE void mpr_enter_unpaused(mpr_local *local) {
  local->busy = 1;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
MPR_INLINE void mpr_leave_unpaused(mpr_local *local) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  local->busy = 0;
}

// The thread's record with the hook entered, or NULL.
MPR_INLINE mpr_thread *mpr_enter_usual(mpr_local *local) {
  mpr_thread *thread = local->record;
  if (MPR_UNLIKELY(local->busy != 0) || MPR_UNLIKELY(thread == NULL)) return NULL;
  mpr_enter_unpaused(local);
  if (MPR_LIKELY(thread->circumstances == MPR_OBSERVE(mpr_circumstances))) return thread;
  mpr_leave_unpaused(local);
  return NULL;
}

typedef struct {
  uint32_t site;
  mpr_site_share *share;  // the thread's
} mpr_usual_site;

// False when it was not usual, and nothing was counted.
MPR_INLINE bool mpr_count_usual_allocation(mpr_thread *thread, const void *block, size_t size, mpr_usual_site at, mpr_allocator allocator) {
  uint32_t *entry = mpr_entry((uintptr_t)block, false);
  if (MPR_UNLIKELY(entry == NULL)) return false;
  bool single_threaded = MPR_LIKELY(mpr_single_threaded());
  if (!single_threaded && mpr_fills_pending(thread, (int64_t)size)) return false;
  mpr_set_entry(entry, (uintptr_t)block, at.site, size);
  thread->last_block = (uintptr_t)block;
  mpr_count_allocation(thread, at.share, size);
  if (single_threaded) mpr_raise_live_alone(&thread->period->peak, size);
  else MPR_ADD(thread->pending, (int64_t)size);
  mpr_count_size(thread, allocator, size);
  return true;
}

MPR_INLINE bool mpr_find_share(const mpr_thread *thread, uint32_t site, mpr_usual_site *at) {
  *at = (mpr_usual_site){site, mpr_share_there(thread, site)};
  return at->share != NULL;
}

// Finds the site where the thread stands when it stands where it stood, and that without a traceback when there are none; not that
// of which the thread has no share.
MPR_INLINE bool mpr_find_usual_site(mpr_thread *thread, const void *frame, mpr_usual_site *at, const mpr_frame **changed) {
#ifdef MPR_SITES_BY_CALL  // for those who put another function in its place
  *changed = NULL;
  uint32_t site = MPR_READ(mpr_current_mode) < MPR_TRACEBACKS ? thread->period->first_site : mpr_stack_site(thread, frame);
  return site && mpr_find_share(thread, site, at);
#else
  if (MPR_LIKELY(mpr_stands_still(&thread->stack, frame, changed))) {
    *at = (mpr_usual_site){thread->stack.site, thread->stack.share};
    return true;
  }
  return MPR_READ(mpr_current_mode) < MPR_TRACEBACKS && mpr_find_share(thread, thread->period->first_site, at);
#endif
}

// The block, returned after the call that recorded it: a tail call would give up the frame that is read.
MPR_INLINE void *mpr_after_call(void *block) {
  __asm__ volatile("" : "+r"(block));
  return block;
}

// Records a block that is not NULL, and gives it. `frame` is of the function that has this inlined.
MPR_INLINE void *mpr_record_usual_allocation(void *block, size_t size, const void *frame, mpr_allocator allocator) {
  mpr_local *local = &mpr_this_thread;
  mpr_thread *thread = mpr_enter_usual(local);
  if (MPR_UNLIKELY(thread == NULL)) return mpr_after_call(mpr_record_allocation(block, size, frame, allocator));
  mpr_usual_site at;
  const mpr_frame *changed;
  if (!mpr_find_usual_site(thread, frame, &at, &changed))
    return mpr_after_call(mpr_record_where_changed(thread, block, size, frame, allocator, changed));
  bool is_usual = mpr_count_usual_allocation(thread, block, size, at, allocator);
  mpr_leave_unpaused(local);
  return MPR_LIKELY(is_usual) ? block : mpr_after_call(mpr_record_allocation(block, size, frame, allocator));
}

// Whether the block is the one that the thread allocated last, which is forgotten: its address may come again without being recorded,
// and what is released then is not temporary.
MPR_INLINE bool mpr_take_last(mpr_thread *thread, uintptr_t block) {
  bool is_last = thread->last_block == block;
  if (is_last) thread->last_block = 0;
  return is_last;
}

// False when it was not usual, and nothing was counted.
MPR_INLINE bool mpr_count_usual_release(mpr_thread *thread, const void *block) {
  uint32_t *entry = mpr_entry((uintptr_t)block, false);
  if (MPR_UNLIKELY(entry == NULL)) return false;
  mpr_block found = mpr_entry_block(entry);
  if (MPR_UNLIKELY(found.site < thread->period->first_site)) return false;
  mpr_site_share *share = mpr_share_there(thread, found.site);
  if (MPR_UNLIKELY(share == NULL)) return false;  // so is that of an alias, and of MPR_UNCOUNTED_SITE
  bool single_threaded = MPR_LIKELY(mpr_single_threaded());
  if (!single_threaded && mpr_fills_pending(thread, -(int64_t)found.size)) return false;
  mpr_clear_entry(entry, found.size);
  mpr_count_release(thread, share, found.size, mpr_take_last(thread, (uintptr_t)block));
  int64_t *live = single_threaded ? &thread->period->peak.live : &thread->pending;
  MPR_ADD(*live, -(int64_t)found.size);
  return true;
}

// False when mpr_record_release is to record it.
MPR_INLINE bool mpr_record_usual_release(const void *block) {
  mpr_local *local = &mpr_this_thread;
  mpr_thread *thread = mpr_enter_usual(local);
  if (MPR_UNLIKELY(thread == NULL)) return false;
  bool is_usual = mpr_count_usual_release(thread, block);
  mpr_leave_unpaused(local);
  return is_usual;
}

#pragma GCC visibility pop
#endif
