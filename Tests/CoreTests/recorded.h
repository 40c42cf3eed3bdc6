// What the tests ask the recorder.
#ifndef CORE_RECORDED_H
#define CORE_RECORDED_H
#include "CAllocationRecorder.h"
#include "CRecorderTestSupport.h"

// Addresses that no other test uses; a test takes its own gibibyte.
static inline uintptr_t addresses(uintptr_t gibibyte) { return UINT64_C(0x200000000000) + (gibibyte << 30); }

static inline mpr_totals totals(void) {
  mpr_totals totals;
  mpr_read_totals(&totals);
  return totals;
}

static inline mpr_site_statistics statistics(uint32_t site) {
  mpr_site_statistics statistics;
  mpr_read_site(site, &statistics);
  return statistics;
}

// The site of a live block of the tracer's; 0: it is none.
static inline uint32_t site_at(uintptr_t block) {
  uint32_t site;
  size_t size;
  return mpr_find_block((const void *)block, &site, &size) ? site : 0;
}

// SIZE_MAX: it is none.
static inline size_t size_at(uintptr_t block) {
  uint32_t site;
  size_t size;
  return mpr_find_block((const void *)block, &site, &size) ? size : SIZE_MAX;
}

enum { CORE_FRAMES = 4096 };
typedef struct {
  uint64_t frames[CORE_FRAMES];
  size_t count;
  bool truncated;
} core_traceback;

static inline void read_traceback(uint32_t site, core_traceback *into) {
  into->count = mpr_read_traceback(site, into->frames, CORE_FRAMES, &into->truncated);
}

#endif
