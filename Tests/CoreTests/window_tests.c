// Windows: what a closure did, by where it stood.
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "checks.h"
#include "recorded.h"

static volatile int not_tail, releases = 3;  // unknown to the compiler, which would unroll the loop

// Three places that record; between them a call that records deeper.
__attribute__((noinline)) static void closure(uintptr_t block) {
  record_allocation(block, 100);
  record_allocation_at_depth(block + 4096, 20, 10);
  for (int count = 0; count < releases; count++) record_release(block + (unsigned)count * 4096);
  not_tail = 1;
}

// Calls the closure, as the function with the profiled one's lines does.
__attribute__((noinline)) static mpr_window *watch(void (*called)(uintptr_t), uintptr_t block, int statm) {
  mpr_scope_reference no_scope = {NULL, 0};
  int failure = mpr_start(256);
  EXPECT(failure == 0 || failure == EALREADY);
  mpr_window *window = mpr_window_open(__builtin_frame_address(0), statm, no_scope);
  mpr_window *previous = mpr_window_enter(window);
  called(block);
  mpr_window_leave(previous);
  return window;
}

static void each_place_of_a_closure_has_its_own_row(void) {
  uintptr_t block = addresses(90);
  int statm = open("/proc/self/statm", O_RDONLY);
  const mpr_window_row *rows;
  mpr_window_row total;
  uint64_t dropped;
  mpr_window *window = watch(closure, block, statm);
  EXPECT_EQUAL(mpr_window_rows(window, &rows, &total, &dropped), 4);
  EXPECT_EQUAL(rows[0].traced, 0);
  EXPECT_EQUAL(rows[1].traced, 100);
  EXPECT_EQUAL(rows[2].traced, 20);
  EXPECT_EQUAL(rows[3].traced, -120);
  EXPECT_EQUAL(rows[1].allocated_blocks, 1);
  EXPECT(rows[1].address < rows[2].address && rows[2].address < rows[3].address);
  for (int row = 1; row < 4; row++) EXPECT(rows[row].address - (uintptr_t)closure < 400);
  EXPECT_EQUAL(total.traced, 0);
  EXPECT_EQUAL(total.peak, 120);
  EXPECT(total.resident_after > 0);
  EXPECT_EQUAL(dropped, 0);
  mpr_window_close(window);
  close(statm);
}

static void watched_again(uintptr_t block) {
  const mpr_window_row *rows;
  mpr_window_row total;
  uint64_t dropped;
  record_allocation(block + 8192, 3);
  mpr_window *inner = watch(closure, block, -1);
  EXPECT_EQUAL(mpr_window_rows(inner, &rows, &total, &dropped), 4);
  EXPECT_EQUAL(rows[1].traced, 100);
  EXPECT_EQUAL(total.traced, -3);
  mpr_window_close(inner);
  not_tail = 2;
}

static void windows_nest(void) {
  const mpr_window_row *rows;
  mpr_window_row total;
  uint64_t dropped;
  mpr_window *window = watch(watched_again, addresses(91), -1);
  EXPECT_EQUAL(mpr_window_rows(window, &rows, &total, &dropped), 3);
  EXPECT_EQUAL(rows[1].traced, 3);
  EXPECT_EQUAL(rows[2].traced, -3);
  EXPECT_EQUAL(total.peak, 123);
  mpr_window_close(window);
}

const core_test window_tests[] = {TEST(each_place_of_a_closure_has_its_own_row), TEST(windows_nest), {0}};
