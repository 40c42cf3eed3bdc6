// The insides of scopes and windows, for scope.c and window.c.
#ifndef MPR_WINDOW_H
#define MPR_WINDOW_H
#include "recorder.h"

#pragma GCC visibility push(hidden)

struct mpr_scope {
  mpr_counters counters;
  mpr_scope_reference outer;
  uint64_t generation;  // odd while open
  mpr_window *window;
  mpr_excerpt *excerpt;
  void *owner;
  mpr_scope *next_idle;
};

enum { MPR_WINDOW_ROWS = 2048, MPR_WINDOW_SLOTS = 4096 };
struct mpr_window {
  const void *frame;
  mpr_window *outer;  // the thread's window before this one was entered
  mpr_counters *counters;
  mpr_scope_reference scope;
  int statm;
  mpr_lock busy;  // a window of async code has several threads; who cannot get it leaves the row as it is
  uint32_t current, row_count;
  uint32_t hint;  // where the watched frame last stood in the stack
  uint64_t dropped;
  int64_t start, resident;  // of the current run: net bytes, RSS
  int64_t first_net, first_resident;  // when the window was opened
  uint64_t first_blocks, first_time;
  int64_t high_before, highest;  // counters->high serves whoever is around this window as well
  uint64_t start_blocks, start_time;
  uint16_t slots[MPR_WINDOW_SLOTS];  // row + 1 by hash of its address
  mpr_window_row rows[MPR_WINDOW_ROWS];  // rows[0]: outside the closure's frame
};

#pragma GCC visibility pop
#endif
