// Windows: a closure's lines, from where its frame stands when it allocates or releases.
//
// mpr_window_switch runs inside malloc, before the event is counted: reads the stack that stack_walk.c keeps, preads
// an open file, asks the clock (no system call). Everything since the previous switch belongs to the row that was
// current, so the rows of `traced` and `resident_increment` sum to the change from open to rows.
#ifdef __linux__
#define _GNU_SOURCE
#include "window.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

int64_t mpr_read_resident(int statm) {
  char text[64];
  int saved = errno;
  ssize_t length = statm < 0 ? -1 : pread(statm, text, sizeof text, 0);
  errno = saved;
  ssize_t at = 0;
  while (at < length && text[at] != ' ') at++;  // the first field is the size of the address space
  int64_t pages = 0;
  for (at++; at < length && text[at] >= '0' && text[at] <= '9'; at++) pages = pages * 10 + (text[at] - '0');
  static long page_size;
  if (page_size == 0) page_size = sysconf(_SC_PAGESIZE);
  return length > 0 ? pages * page_size : -1;
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static int64_t net(const mpr_counters *counters) {
  return (int64_t)(MPR_READ(counters->allocated_bytes) - MPR_READ(counters->freed_bytes));
}

static void begin_run(mpr_window *window) {
  window->start = net(window->counters);
  MPR_WRITE(window->counters->high, window->start);
  window->start_blocks = MPR_READ(window->counters->allocated_blocks);
  window->start_time = now();
}

// Gives the current row what was spent since its run began, and begins another.
static void end_run(mpr_window *window) {
  mpr_window_row *row = &window->rows[window->current];
  int64_t high = MPR_READ(window->counters->high) - window->start;
  row->traced += net(window->counters) - window->start;
  if (high > row->peak) row->peak = high;
  if (high + window->start > window->highest) window->highest = high + window->start;
  row->allocated_blocks += MPR_READ(window->counters->allocated_blocks) - window->start_blocks;
  row->nanoseconds += now() - window->start_time;
  int64_t resident = mpr_read_resident(window->statm);
  if (resident >= 0) {
    row->resident_increment += resident - window->resident;
    row->resident_after = window->resident = resident;
  }
  begin_run(window);
}

// The row of an address, made on first sight; row 0 when there is no room.
static uint32_t row_of(mpr_window *window, uint64_t address) {
  if (address == 0) return 0;
  uint64_t slot = (address * UINT64_C(0x9e3779b97f4a7c15)) >> 52;
  for (;; slot = (slot + 1) % MPR_WINDOW_SLOTS) {
    uint16_t row = window->slots[slot];
    if (row && window->rows[row - 1].address == address) return row - 1;
    if (row == 0) break;
  }
  if (window->row_count == MPR_WINDOW_ROWS) {
    window->dropped++;
    return 0;
  }
  uint32_t row = window->row_count++;
  window->rows[row] = (mpr_window_row){.address = address, .resident_after = -1};
  window->slots[slot] = (uint16_t)(row + 1);
  return row;
}

// Where the watched function's callee stands: the frame just inside the one whose frame address is watched.
static uint64_t callee_address(mpr_window *window, const mpr_stack *stack) {
  uintptr_t frame = (uintptr_t)window->frame;
  uint32_t at = window->hint;
  if (at >= stack->count || stack->frames[at].fp != frame || stack->frames[at].pc == 0)
    for (at = 1; at < stack->count && stack->frames[at].fp != frame; at++);
  if (at >= stack->count) return 0;
  window->hint = at;
  while (at < stack->count && !mpr_frame_is_code(&stack->frames[at + 1])) at++;
  return at < stack->count ? mpr_frame_address(&stack->frames[at + 1]) : 0;
}

void mpr_window_switch(mpr_window *window, mpr_thread *thread, const void *frame) {
  if (frame == NULL) return;
  mpr_walk(thread, frame);
  for (; window; window = window->outer) {
    if (__atomic_exchange_n(&window->busy.held, 1, __ATOMIC_ACQUIRE)) continue;
    uint64_t address = callee_address(window, &thread->stack);
    // Work of the closure's child tasks and of threads that it waits for belongs to the line that waits.
    uint32_t row = address ? row_of(window, address) : window->current;
    if (row != window->current) {
      end_run(window);
      window->current = row;
      window->rows[row].runs++;
    }
    mpr_unlock(&window->busy);
  }
}

mpr_window *mpr_window_open(const void *frame, int statm, mpr_scope_reference scope) {
  mpr_counters *counters = scope.scope ? &scope.scope->counters : mpr_thread_counters();
  mpr_window *window = mpr_map(sizeof(mpr_window));
  if (window == NULL) return NULL;
  window->frame = frame;
  window->counters = counters;
  window->scope = scope;
  window->statm = statm;
  window->row_count = 1;
  window->rows[0] = (mpr_window_row){.runs = 1, .resident_after = -1};
  window->resident = mpr_read_resident(statm);
  window->high_before = MPR_READ(counters->high);
  begin_run(window);
  window->highest = window->first_net = window->start;
  window->first_blocks = window->start_blocks;
  window->first_resident = window->resident;
  window->first_time = window->start_time;
  if (scope.scope) MPR_PUBLISH(scope.scope->window, window);
  return window;
}

mpr_window *mpr_window_enter(mpr_window *window) {
  mpr_thread *thread = mpr_own_thread();
  if (thread == NULL) return NULL;
  mpr_window *previous = thread->window;
  window->outer = previous;
  thread->window = window;
  thread->circumstances = 0;
  return previous;
}

void mpr_window_leave(mpr_window *previous) {
  mpr_thread *thread = mpr_own_thread();
  if (thread) thread->window = previous;
}

static mpr_window_row total_of(const mpr_window *window) {
  return (mpr_window_row){
      .runs = 1,
      .resident_after = window->resident,
      .resident_increment = window->resident - window->first_resident,
      .traced = window->start - window->first_net,
      .peak = window->highest - window->first_net,
      .allocated_blocks = window->start_blocks - window->first_blocks,
      .nanoseconds = window->start_time - window->first_time,
  };
}

size_t mpr_window_rows(mpr_window *window, const mpr_window_row **rows, mpr_window_row *total, uint64_t *dropped) {
  if (window->scope.scope) MPR_PUBLISH(window->scope.scope->window, NULL);
  end_run(window);
  int64_t high = window->highest > window->high_before ? window->highest : window->high_before;
  MPR_WRITE(window->counters->high, high);
  *rows = window->rows;
  *total = total_of(window);
  *dropped = window->dropped;
  return window->row_count;
}

// A hook on another thread may just have read the scope's window: it stays mapped, its pages are given back.
void mpr_window_close(mpr_window *window) { mpr_discard(window, sizeof(mpr_window)); }
#endif
