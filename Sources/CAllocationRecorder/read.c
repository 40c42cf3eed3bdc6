// Reading what was recorded. Outside the hooks; takes no lock, so that it can look while others count: a sum is
// then of values that are each at most one event old.
#ifdef __linux__
#include "recorder.h"

void mpr_read_totals(mpr_totals *totals) {
  uint64_t freed_bytes = 0, freed_blocks = 0;
  *totals = (mpr_totals){0};
  for (mpr_thread *record = MPR_OBSERVE(mpr_all_threads); record; record = record->next) {
    // Releases first: a block that is released meanwhile may look live, never live below zero.
    freed_bytes += MPR_READ(record->counters.freed_bytes);
    freed_blocks += MPR_READ(record->counters.freed_blocks);
  }
  for (mpr_thread *record = MPR_OBSERVE(mpr_all_threads); record; record = record->next) {
    totals->total_bytes += MPR_READ(record->counters.allocated_bytes);
    totals->total_blocks += MPR_READ(record->counters.allocated_blocks);
  }
  totals->live_bytes = totals->total_bytes - freed_bytes;
  totals->live_blocks = totals->total_blocks - freed_blocks;
  uint64_t peak = (uint64_t)MPR_READ(mpr_process.peak);
  totals->peak_bytes = peak > totals->live_bytes ? peak : totals->live_bytes;
  totals->dropped_blocks = MPR_READ(mpr_process.dropped_blocks);
  totals->dropped_tracebacks = MPR_READ(mpr_process.dropped_tracebacks);
  totals->own_bytes = mpr_mapped_bytes();
}

uint32_t mpr_site_count(void) { return mpr_sites(); }

static void add_share(mpr_site_statistics *sum, const mpr_site_share *share, bool at_peak, uint64_t epoch) {
  uint64_t freed_bytes = MPR_READ(share->freed_bytes), freed_blocks = MPR_READ(share->freed_blocks);
  uint64_t bytes = MPR_READ(share->total_bytes), blocks = MPR_READ(share->total_blocks);
  bool kept = !at_peak && MPR_READ(share->epoch) == epoch;
  sum->total_bytes += bytes;
  sum->total_blocks += blocks;
  sum->live_bytes += bytes - freed_bytes;
  sum->live_blocks += blocks - freed_blocks;
  sum->peak_bytes += kept ? (uint64_t)MPR_READ(share->peak_bytes) : bytes - freed_bytes;
  sum->peak_blocks += kept ? (uint64_t)MPR_READ(share->peak_blocks) : blocks - freed_blocks;
  sum->temporary_blocks += MPR_READ(share->temporary_blocks);
}

void mpr_read_site(uint32_t site, mpr_site_statistics *statistics) {
  bool at_peak = MPR_READ(mpr_process.at_peak);
  uint64_t epoch = MPR_READ(mpr_process.epoch);
  *statistics = (mpr_site_statistics){0};
  for (mpr_thread *record = MPR_OBSERVE(mpr_all_threads); record; record = record->next) {
    mpr_site_share *shares = MPR_OBSERVE(record->shares[site >> MPR_SHARE_CHUNK_BITS]);
    if (shares) add_share(statistics, &shares[site & (MPR_SHARES_A_CHUNK - 1)], at_peak, epoch);
  }
}

bool mpr_find_block(const void *block, uint32_t *site, size_t *size) {
  mpr_block found = mpr_map_find((uintptr_t)block);
  *site = found.site;
  *size = found.size;
  return found.site != 0;
}
#endif
