// What one event changes, and starting, stopping and clearing.
#include <errno.h>

#include "checks.h"
#include "recorded.h"

static void start(void) {
  int failure = mpr_start(256);
  EXPECT(failure == 0 || failure == EALREADY);
}

static void a_block_of_any_size_is_recorded_to_the_byte(void) {
  static const size_t sizes[] = {0, 1, 253, 254, 255, 1 << 24, (size_t)1 << 40};
  start();
  for (unsigned index = 0; index < sizeof sizes / sizeof *sizes; index++) {
    uintptr_t block = addresses(1);
    mpr_totals before = totals();
    record_allocation(block, sizes[index]);
    mpr_totals after = totals();
    EXPECT_EQUAL(size_at(block), sizes[index]);
    EXPECT_EQUAL(after.live_bytes - before.live_bytes, sizes[index]);
    EXPECT_EQUAL(after.total_blocks - before.total_blocks, 1);
    record_release(block);
    EXPECT_EQUAL(size_at(block), SIZE_MAX);
    EXPECT_EQUAL(totals().live_bytes, before.live_bytes);
    EXPECT_EQUAL(totals().live_blocks, before.live_blocks);
  }
}

// 48-bit addresses, as aarch64 has them.
static void blocks_at_both_ends_of_the_address_space_are_recorded(void) {
  static const uintptr_t places[] = {0x10000, 0x7fffffffffe0, 0xaaaaaaaab010, 0xffffffffffc0};
  start();
  for (unsigned index = 0; index < 4; index++) record_allocation(places[index], 100 + index);
  for (unsigned index = 0; index < 4; index++) EXPECT_EQUAL(size_at(places[index]), 100 + index);
  for (unsigned index = 0; index < 4; index++) record_release(places[index]);
  for (unsigned index = 0; index < 4; index++) EXPECT_EQUAL(size_at(places[index]), SIZE_MAX);
}

static void neighbours_are_told_apart(void) {
  uintptr_t first = addresses(2);
  start();
  record_allocation(first, 8);
  record_allocation(first + 32, 24);
  record_allocation(first + 80, 300);
  record_release(first + 32);
  EXPECT_EQUAL(size_at(first), 8);
  EXPECT_EQUAL(size_at(first + 32), SIZE_MAX);
  EXPECT_EQUAL(size_at(first + 80), 300);
  record_release(first);
  record_release(first + 80);
}

static void a_large_block_at_the_end_of_a_leaf_is_recorded(void) {
  uintptr_t block = addresses(3) + (64 << 20) - 32;
  start();
  record_allocation(block, 1 << 30);
  EXPECT_EQUAL(size_at(block), 1 << 30);
  record_release(block);
  EXPECT_EQUAL(size_at(block), SIZE_MAX);
}

static void a_reallocation_is_a_release_and_an_allocation(void) {
  uintptr_t block = addresses(5);
  start();
  mpr_totals before = totals();
  record_allocation(block, 100);
  record_reallocation(block, block + 4096, 250);
  EXPECT_EQUAL(totals().total_bytes - before.total_bytes, 350);
  EXPECT_EQUAL(totals().total_blocks - before.total_blocks, 2);
  EXPECT_EQUAL(totals().live_bytes - before.live_bytes, 250);
  EXPECT_EQUAL(size_at(block), SIZE_MAX);
  EXPECT_EQUAL(size_at(block + 4096), 250);
  record_failed_reallocation(block + 4096);
  EXPECT_EQUAL(size_at(block + 4096), 250);
  EXPECT(mpr_is_at_rest());
  record_release(block + 4096);
}

static void a_paused_thread_records_releases_but_no_allocations(void) {
  uintptr_t block = addresses(7);
  start();
  record_allocation(block, 10);
  mpr_totals before = totals();
  mpr_thread_pause();
  record_allocation(block + 64, 20);
  record_release(block);
  mpr_thread_resume();
  EXPECT_EQUAL(before.live_bytes - totals().live_bytes, 10);
  EXPECT_EQUAL(totals().total_blocks, before.total_blocks);
  EXPECT_EQUAL(size_at(block + 64), SIZE_MAX);
  record_release(block + 64);
}

static void after_a_clear_everything_is_zero_and_old_releases_count_for_nothing(void) {
  uintptr_t block = addresses(40);
  start();
  record_allocation(block, 100);
  EXPECT_EQUAL(mpr_clear(), 0);
  EXPECT_EQUAL(size_at(block), SIZE_MAX);
  record_allocation(block + 64, 10);
  record_release(block);
  mpr_totals after = totals();
  EXPECT_EQUAL(after.live_bytes, 10);
  EXPECT_EQUAL(after.total_bytes, 10);
  EXPECT_EQUAL(after.peak_bytes, 10);
  EXPECT_EQUAL(after.live_blocks, 1);
  record_release(block + 64);
  EXPECT_EQUAL(totals().live_bytes, 0);
}

static void what_was_recorded_before_a_stop_is_released_without_being_counted(void) {
  uintptr_t block = addresses(41);
  start();
  record_allocation(block, 100);
  EXPECT_EQUAL(mpr_stop(), 0);
  EXPECT_EQUAL(mpr_stop(), EALREADY);
  EXPECT_EQUAL(mpr_tracing_frames(), 0);
  EXPECT_EQUAL(totals().live_bytes, 0);
  record_release(block);
  EXPECT_EQUAL(totals().live_bytes, 0);
  EXPECT_EQUAL(mpr_start(0), EINVAL);
  EXPECT_EQUAL(mpr_start(MPR_MAXIMUM_FRAMES + 1), EINVAL);
  EXPECT_EQUAL(mpr_start(256), 0);
  EXPECT_EQUAL(mpr_start(256), EALREADY);
}

static void values_at_the_peak_are_those_of_the_moment_of_the_peak(void) {
  uintptr_t block = addresses(42);
  start();
  mpr_clear();
  // Large, so that this thread adds each to the process's at once.
  record_allocation(block, 1 << 20);
  record_allocation(block + (4 << 20), 1 << 18);
  uint32_t kept = site_at(block + (4 << 20));
  record_release(block);
  EXPECT_EQUAL(totals().peak_bytes, (1 << 20) + (1 << 18));
  EXPECT_EQUAL(statistics(kept).peak_bytes, 1 << 18);
  EXPECT_EQUAL(mpr_reset_peak(), 0);
  EXPECT_EQUAL(totals().peak_bytes, 1 << 18);
  record_release(block + (4 << 20));
  EXPECT_EQUAL(statistics(kept).live_bytes, 0);
  EXPECT_EQUAL(statistics(kept).peak_bytes, 1 << 18);
}

static void a_peak_reached_again_is_that_of_the_first_time(void) {
  uintptr_t first = addresses(43), again = first + (4 << 20);
  start();
  mpr_clear();
  record_allocation(first, 1 << 20);
  uint32_t site = site_at(first);
  record_release(first);
  record_allocation(again, 1 << 20);
  uint32_t other = site_at(again);
  EXPECT(site != other);
  record_release(again);
  EXPECT_EQUAL(totals().peak_bytes, 1 << 20);
  EXPECT_EQUAL(statistics(site).peak_bytes, 1 << 20);
  EXPECT_EQUAL(statistics(other).peak_bytes, 0);
}

static void live_blocks_are_listed_by_ascending_address(void) {
  uintptr_t base = addresses(50), cursor = 0;
  mpr_live_block listed[5];
  size_t count, all = 0;
  start();
  mpr_clear();
  for (int index = 0; index < 100; index++) record_allocation(base + (uintptr_t)(99 - index) * 1680, (size_t)index * 7);
  while ((count = mpr_list_blocks(NULL, &cursor, listed, 5)) != 0)
    for (size_t index = 0; index < count; index++, all++) {
      EXPECT_EQUAL(listed[index].address, base + all * 1680);
      EXPECT_EQUAL(listed[index].size, (99 - all) * 7);
    }
  EXPECT_EQUAL(all, 100);
  mpr_live_block found;
  EXPECT(mpr_find_block_around((void *)(base + 1680 + 685), &found));
  EXPECT_EQUAL(found.address, base + 1680);
  EXPECT(!mpr_find_block_around((void *)(base + 1680 + 686), &found));
  for (uintptr_t index = 0; index < 100; index++) record_release(base + index * 1680);
  cursor = 0;
  EXPECT_EQUAL(mpr_list_blocks(NULL, &cursor, listed, 5), 0);
}

const core_test event_tests[] = {
    TEST(a_block_of_any_size_is_recorded_to_the_byte),
    TEST(blocks_at_both_ends_of_the_address_space_are_recorded),
    TEST(neighbours_are_told_apart),
    TEST(a_large_block_at_the_end_of_a_leaf_is_recorded),
    TEST(a_reallocation_is_a_release_and_an_allocation),
    TEST(a_paused_thread_records_releases_but_no_allocations),
    TEST(after_a_clear_everything_is_zero_and_old_releases_count_for_nothing),
    TEST(what_was_recorded_before_a_stop_is_released_without_being_counted),
    TEST(values_at_the_peak_are_those_of_the_moment_of_the_peak),
    TEST(a_peak_reached_again_is_that_of_the_first_time),
    TEST(live_blocks_are_listed_by_ascending_address),
    {0},
};
