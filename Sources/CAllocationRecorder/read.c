// Reading what was recorded. Outside the hooks; takes no lock, so that it can look while others count: a sum is
// then of values that are each at most one event old.
#ifdef __linux__
#include "recorder.h"

static bool counts(const mpr_thread *record, const mpr_period *period) { return MPR_OBSERVE(record->period) == period; }

static void add_threads(mpr_totals *totals, const mpr_period *period) {
  *totals = (mpr_totals){0};
  uint64_t freed_bytes = 0, freed_blocks = 0;
  for (mpr_thread *record = MPR_OBSERVE(mpr_all_threads); record; record = record->next) {
    // Releases first: a block that is released meanwhile may look live, never live below zero.
    if (!counts(record, period)) continue;
    const mpr_forgotten *forgotten = &record->forgotten;
    freed_bytes += MPR_OBSERVE(record->counters.freed_bytes) - MPR_READ(forgotten->before.freed_bytes);
    freed_blocks += MPR_OBSERVE(record->counters.freed_blocks) - MPR_READ(forgotten->before.freed_blocks);
    freed_bytes -= MPR_READ(forgotten->freed_bytes);
    freed_blocks -= MPR_READ(forgotten->freed_blocks);
  }
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  for (mpr_thread *record = MPR_OBSERVE(mpr_all_threads); record; record = record->next) {
    if (!counts(record, period)) continue;
    const mpr_counters *before = &record->forgotten.before;
    totals->total_bytes += MPR_READ(record->counters.allocated_bytes) - MPR_READ(before->allocated_bytes);
    totals->total_blocks += MPR_READ(record->counters.allocated_blocks) - MPR_READ(before->allocated_blocks);
  }
  totals->live_bytes = totals->total_bytes - freed_bytes;
  totals->live_blocks = totals->total_blocks - freed_blocks;
}

void mpr_read_totals(mpr_totals *totals) {
  *totals = (mpr_totals){0};
  const mpr_period *period = MPR_OBSERVE(mpr_current_period), *began;
  if (period == NULL) return;
  // A thread that goes over to the next period takes its sums out of this one: read again from that.
  do {
    began = period;
    add_threads(totals, period);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    period = MPR_OBSERVE(mpr_current_period);
  } while (period != began);
  uint64_t peak = (uint64_t)MPR_READ(period->peak.peak);
  totals->peak_bytes = peak > totals->live_bytes ? peak : totals->live_bytes;
  totals->dropped_blocks = MPR_READ(mpr_process.dropped_blocks);
  totals->dropped_tracebacks = MPR_READ(mpr_process.dropped_tracebacks);
  totals->own_bytes = mpr_mapped_bytes();
}

void mpr_count_every_block(uint64_t *blocks, uint64_t *bytes) {
  *blocks = MPR_READ(mpr_process.uncounted_blocks);
  *bytes = MPR_READ(mpr_process.uncounted_bytes);
  for (mpr_thread *record = MPR_OBSERVE(mpr_all_threads); record; record = record->next) {
    *blocks += MPR_READ(record->counters.allocated_blocks) - MPR_READ(record->counters.freed_blocks);
    *bytes += MPR_READ(record->counters.allocated_bytes) - MPR_READ(record->counters.freed_bytes);
  }
}

void mpr_site_range(uint32_t *first, uint32_t *end) {
  const mpr_period *period = MPR_OBSERVE(mpr_current_period);
  *first = period ? period->first_site : 1;
  *end = period ? mpr_sites() + 1 : 1;
}

void mpr_add_share(mpr_site_statistics *sum, const mpr_site_share *share, const mpr_peak *peak) {
  uint64_t freed_bytes = MPR_READ(share->freed_bytes), freed_blocks = MPR_READ(share->freed_blocks);
  uint64_t bytes = MPR_READ(share->total_bytes), blocks = MPR_READ(share->total_blocks);
  bool kept = !MPR_READ(peak->at_peak) && MPR_OBSERVE(share->epoch) == MPR_READ(peak->epoch);
  sum->total_bytes += bytes;
  sum->total_blocks += blocks;
  sum->live_bytes += bytes - freed_bytes;
  sum->live_blocks += blocks - freed_blocks;
  sum->peak_bytes += kept ? (uint64_t)MPR_READ(share->peak_bytes) : bytes - freed_bytes;
  sum->peak_blocks += kept ? (uint64_t)MPR_READ(share->peak_blocks) : blocks - freed_blocks;
  sum->temporary_blocks += MPR_READ(share->temporary_blocks);
}

void mpr_read_site(uint32_t site, mpr_site_statistics *statistics) {
  uint64_t freed_bytes = 0, freed_blocks = 0;
  *statistics = (mpr_site_statistics){0};
  // Releases first, as in the totals.
  for (const mpr_thread *record = MPR_OBSERVE(mpr_all_threads); record; record = record->next) {
    const mpr_site_share *share = mpr_share_there(record, site);
    if (share == NULL) continue;
    freed_bytes += MPR_READ(share->freed_bytes);
    freed_blocks += MPR_READ(share->freed_blocks);
  }
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  for (const mpr_thread *record = MPR_OBSERVE(mpr_all_threads); record; record = record->next) {
    const mpr_site_share *share = mpr_share_there(record, site);
    if (share) mpr_add_share(statistics, share, &MPR_OBSERVE(mpr_current_period)->peak);
  }
  statistics->live_bytes = statistics->total_bytes - freed_bytes;
  statistics->live_blocks = statistics->total_blocks - freed_blocks;
}

bool mpr_find_block(const void *block, uint32_t *site, size_t *size) {
  mpr_block found = mpr_map_find((uintptr_t)block);
  *site = mpr_site_behind(found.site);
  *size = found.size;
  return found.site != 0 && mpr_counts_now(*site);
}
#endif
