// Periods: clearing without stopping anybody.
//
// What was recorded before a clear must count for nothing, and nor must the later release of its blocks; other threads
// record meanwhile. So nothing is cleared: the next period gets site numbers of its own, and everything that carries a
// lower one is of the past. An event reads once in which period it is and stays in it. One that was under way
// during the clear therefore counts for the old period as a whole, and no sum of the new one sees a part of it.
//
// A period's figures are sums over its sites, or, for the process, over the threads whose last event was in it:
//
//   allocated = Σ counters − forgotten.before      freed = Σ counters − forgotten.before − forgotten.freed
//
// Periods are never unmapped: a thread that sleeps inside an event may still point to an old one.
#ifdef __linux__
#include "recorder.h"

mpr_period *mpr_current_period;
uint64_t mpr_circumstances = 1;
// Protected by control.c's mutex.
static mpr_period *fresh_periods;
static unsigned fresh_count, period_count;
enum { PERIODS_A_CHUNK = 256 };

static mpr_period *make_period(void) {
  // In a recording one by one: its reader looks for the last.
  if (mpr_is_recording()) return mpr_make_table(MPR_TABLE_PERIOD, 0, period_count++, sizeof(mpr_period));
  if (fresh_count == 0) {
    fresh_periods = mpr_map(PERIODS_A_CHUNK * sizeof(mpr_period));
    if (fresh_periods == NULL) return NULL;
    fresh_count = PERIODS_A_CHUNK;
  }
  return &fresh_periods[--fresh_count];
}

// Shares of the past are not read again; who writes into one now changes nothing.
static void discard_shares(uint32_t first_site) {
  static uint32_t discarded;  // chunks
  uint32_t end = first_site >> MPR_SHARE_CHUNK_BITS;
  for (mpr_thread *record = MPR_OBSERVE(mpr_all_threads); record; record = record->next)
    for (uint32_t chunk = discarded; chunk < end; chunk++)
      if (MPR_OBSERVE(record->shares[chunk])) mpr_discard(record->shares[chunk], MPR_SHARES_A_CHUNK * sizeof(mpr_site_share));
  discarded = end;
}

static void begin(mpr_period *period, uint32_t first_site, unsigned maximum_frames) {
  *period = (mpr_period){.peak = MPR_NO_PEAK, .first_site = first_site, .end_site = UINT32_MAX};
  period->maximum_frames = maximum_frames;
  if (mpr_current_period) MPR_WRITE(mpr_current_period->end_site, first_site);
  MPR_PUBLISH(mpr_current_period, period);
  mpr_circumstances_changed();
}

bool mpr_begin_period(unsigned maximum_frames) {
  mpr_period *period = make_period();
  if (period == NULL || !mpr_try_lock(&mpr_tree_lock)) return false;
  uint32_t first_site = mpr_reserve_site_locked();
  if (first_site) begin(period, first_site, maximum_frames);
  mpr_unlock(&mpr_tree_lock);
  if (first_site == 0) return false;
  mpr_enter_period(mpr_shared_record());
  discard_shares(first_site);
  return true;
}

// Who still adds up the period before and meets one of these sees, by the fence, that the period is over, and begins again.
static void forget_counters(mpr_thread *thread) {
  mpr_forgotten *forgotten = &thread->forgotten;
  const mpr_counters *counters = &thread->counters;
  __atomic_thread_fence(__ATOMIC_RELEASE);
  MPR_WRITE(forgotten->before.allocated_bytes, MPR_READ(counters->allocated_bytes));
  MPR_WRITE(forgotten->before.freed_bytes, MPR_READ(counters->freed_bytes));
  MPR_WRITE(forgotten->before.allocated_blocks, MPR_READ(counters->allocated_blocks));
  MPR_WRITE(forgotten->before.freed_blocks, MPR_READ(counters->freed_blocks));
  MPR_WRITE(forgotten->freed_bytes, 0);
  MPR_WRITE(forgotten->freed_blocks, 0);
}

__attribute__((noinline)) void mpr_enter_period(mpr_thread *thread) {
  mpr_period *period = MPR_OBSERVE(mpr_current_period);
  forget_counters(thread);
  thread->pending = 0;
  thread->last_block = 0;
  mpr_stack *stack = &thread->stack;
  stack->count = stack->resolved = 0;
  mpr_forget_site(stack);
  stack->limit = period->maximum_frames;
  stack->capacity = MPR_STACK_CAPACITY(stack->limit);
  __builtin_memset(stack->sites, 0, sizeof stack->sites);
  MPR_PUBLISH(thread->period, period);
}
#endif
