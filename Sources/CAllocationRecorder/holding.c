// A reallocated block between hold and record: out of the map while libc may hand its old address to another thread.
//
// Runs inside realloc; calls nothing of libc.
#ifdef __linux__
#include "recorder.h"

static uint32_t holding_elsewhere;  // of threads without a record

// Who looks has stopped the thread, so the order of the instructions is all that counts: one more before the block is out, one less
// when it is in again. A signal handler in between leaves the count as it found it.
mpr_held_block mpr_hold_block(const void *block) {
  mpr_thread *record = mpr_this_thread.record;
  uint32_t *holder = record ? &record->holding : &holding_elsewhere;
  __atomic_fetch_add(holder, 1, __ATOMIC_RELAXED);
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  mpr_block found = mpr_map_remove((uintptr_t)block);
  return (mpr_held_block){found.site, found.size, holder};
}

void mpr_let_go(mpr_held_block held) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  if (held.holder) __atomic_fetch_sub(held.holder, 1, __ATOMIC_RELAXED);
}

bool mpr_is_at_rest(void) {
  if (MPR_READ(holding_elsewhere)) return false;
  for (const mpr_thread *record = MPR_OBSERVE(mpr_all_threads); record; record = record->next)
    if (MPR_READ(record->holding)) return false;
  return true;
}

void mpr_restore_block(const void *block, mpr_held_block held) {
  if (held.site) mpr_map_insert((uintptr_t)block, held.site, held.size);
  mpr_let_go(held);
}

// In the child of a fork the threads that held one are not there.
void mpr_holding_forked(void) {
  holding_elsewhere = 0;
  for (mpr_thread *record = mpr_all_threads; record; record = record->next) record->holding = 0;
}
#endif
