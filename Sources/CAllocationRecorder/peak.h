// Live bytes and their highest value, and what each site had live when it was reached first.
//
// The values of a site at the peak are kept by their owner at the first change after the peak: a share whose epoch
// is not the peak's has not changed since, so its current values are those at the peak (and while at_peak is set,
// nothing has been released since, so all current values are).
#ifndef MPR_PEAK_H
#define MPR_PEAK_H
#include "memory.h"

#pragma GCC visibility push(hidden)

typedef struct {
  int64_t live, peak;  // bytes
  uint64_t epoch;      // names the current peak: grows when live first falls below it
  int at_peak;         // live == peak, and nothing has been released since, as far as is known
} mpr_peak;
// Of nothing, with an epoch that no share has been in.
#define MPR_NO_PEAK ((mpr_peak){.epoch = 1, .at_peak = 1})

// One thread's (or one alias's) part of a site. Written by one thread, or atomically; read anywhere, relaxed.
typedef struct {
  uint64_t total_bytes, total_blocks;
  uint64_t freed_bytes, freed_blocks;
  uint64_t temporary_blocks;
  int64_t peak_bytes, peak_blocks;  // this share's live values at the peak that `epoch` names
  uint64_t epoch;
} mpr_site_share;

static inline void mpr_raise_peak(mpr_peak *of, int64_t live) {
  int64_t peak = MPR_READ(of->peak);
  while (live > peak)
    if (__atomic_compare_exchange_n(&of->peak, &peak, live, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
      MPR_WRITE(of->at_peak, 1);
      return;
    }
}

static inline void mpr_change_live(mpr_peak *of, int64_t change) {
  int64_t live = __atomic_add_fetch(&of->live, change, __ATOMIC_RELAXED);
  if (change > 0) mpr_raise_peak(of, live);
}

// Before the first release below a peak: from here on, what changes must first keep its values at the peak.
static inline void mpr_leave_peak(mpr_peak *peak) {
  if (__atomic_exchange_n(&peak->at_peak, 0, __ATOMIC_RELAXED)) __atomic_fetch_add(&peak->epoch, 1, __ATOMIC_RELAXED);
}

// Before any change of the share.
static inline void mpr_keep_peak(mpr_site_share *share, const mpr_peak *peak) {
  uint64_t epoch = MPR_READ(peak->epoch);
  if (MPR_LIKELY(MPR_READ(share->epoch) == epoch)) return;
  MPR_WRITE(share->peak_bytes, (int64_t)(MPR_READ(share->total_bytes) - MPR_READ(share->freed_bytes)));
  MPR_WRITE(share->peak_blocks, (int64_t)(MPR_READ(share->total_blocks) - MPR_READ(share->freed_blocks)));
  MPR_PUBLISH(share->epoch, epoch);
}

#pragma GCC visibility pop
#endif
