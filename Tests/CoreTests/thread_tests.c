// Several threads, and a fork: what the atomics and the locks hold together.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "checks.h"
#include "recorded.h"

#ifndef CORE_EVENTS
#define CORE_EVENTS 100000  // for each thread
#endif

static void start_anew(void) {
  int failure = mpr_start(256);
  EXPECT(failure == 0 || failure == EALREADY);
  EXPECT_EQUAL(mpr_clear(), 0);
}

// The sums over all sites are those of the totals.
static void expect_sites_to_add_up(void) {
  uint32_t first, end;
  uint64_t blocks = 0, bytes = 0;
  mpr_site_range(&first, &end);
  for (uint32_t site = first; site < end; site++) {
    mpr_site_statistics of = statistics(site);
    EXPECT_EQUAL(of.live_blocks, 0);
    EXPECT_EQUAL(of.live_bytes, 0);
    blocks += of.total_blocks, bytes += of.total_bytes;
  }
  EXPECT_EQUAL(blocks, totals().total_blocks);
  EXPECT_EQUAL(bytes, totals().total_bytes);
}

static void blocks_handed_between_threads_end_at_zero(void) {
  start_anew();
  record_on_threads(8, CORE_EVENTS, addresses(60));
  mpr_totals after = totals();
  EXPECT_EQUAL(after.live_bytes, 0);
  EXPECT_EQUAL(after.live_blocks, 0);
  EXPECT_EQUAL(after.total_blocks, 8 * CORE_EVENTS);
  EXPECT_EQUAL(after.dropped_blocks + after.dropped_tracebacks, 0);
  expect_sites_to_add_up();
}

static void counts_of_ended_threads_stay(void) {
  start_anew();
  record_on_short_threads(200, addresses(61));
  EXPECT_EQUAL(totals().total_blocks, 200);
  EXPECT_EQUAL(totals().total_bytes, 200 * 64);
  EXPECT_EQUAL(totals().live_bytes, 0);
}

static void clear_often(void) {
  for (int count = 0; count < 200; count++) mpr_clear();
}

static void clears_while_threads_record_leave_nothing_behind(void) {
  start_anew();
  record_on_threads_while_calling(8, CORE_EVENTS, addresses(62), clear_often);
  EXPECT_EQUAL(totals().live_bytes, 0);
  EXPECT_EQUAL(totals().live_blocks, 0);
  expect_sites_to_add_up();
}

static void stop_and_start_often(void) {
  for (int count = 0; count < 100; count++) {
    EXPECT_EQUAL(mpr_stop(), 0);
    sched_yield();
    EXPECT_EQUAL(mpr_start(8 + (unsigned)count), 0);
  }
}

static void stops_and_starts_while_threads_record_leave_nothing_behind(void) {
  start_anew();
  record_on_threads_while_calling(4, CORE_EVENTS, addresses(63), stop_and_start_often);
  EXPECT_EQUAL(totals().live_bytes, 0);
  EXPECT_EQUAL(totals().live_blocks, 0);
  mpr_stop();
  mpr_start(256);
}

static void record_and_clear(void) {
  record_on_threads_while_calling(4, CORE_EVENTS, addresses(64), clear_often);
}

static void totals_that_are_read_meanwhile_are_never_below_zero(void) {
  start_anew();
  EXPECT_EQUAL(negative_totals_while_calling(record_and_clear), 0);
}

static void read_everything_often(void) {
  for (int count = 0; count < 20; count++) {
    mpr_live_block listed[64];
    uint32_t first, end;
    uintptr_t cursor = 0;
    core_traceback traceback;
    while (mpr_list_blocks(NULL, &cursor, listed, 64)) {}
    mpr_site_range(&first, &end);
    for (uint32_t site = first; site < end; site++) {
      read_traceback(site, &traceback);
      EXPECT((int64_t)statistics(site).live_bytes >= 0);
    }
    EXPECT(!mpr_find_block_around((void *)addresses(59), listed));
    mpr_reset_peak();
  }
}

static void everything_can_be_read_while_threads_record(void) {
  start_anew();
  record_at_many_sites_while_calling(4, addresses(65), read_everything_often);
  expect_sites_to_add_up();
}

static void excerpts_often(void) {
  for (int count = 0; count < 200; count++) {
    mpr_excerpt *excerpt;
    EXPECT_EQUAL(mpr_excerpt_open(&excerpt), 0);
    mpr_excerpt_enter_all(excerpt);
    sched_yield();
    mpr_totals inside;
    mpr_read_excerpt(excerpt, &inside);
    mpr_excerpt_leave_all(excerpt);
    mpr_excerpt_close(excerpt);
  }
}

static void excerpts_opened_and_closed_while_threads_record_leave_the_sums_right(void) {
  start_anew();
  record_at_many_sites_while_calling(4, addresses(66), excerpts_often);
  record_on_threads_while_calling(4, CORE_EVENTS, addresses(67), excerpts_often);
  EXPECT_EQUAL(totals().live_bytes, 0);
  EXPECT_EQUAL(totals().live_blocks, 0);
  expect_sites_to_add_up();
}

static void fork_often(void) {
  for (int count = 0; count < 20; count++) EXPECT_EQUAL(record_in_forked_child(addresses(68), 12345), 0);
}

static void forked_children_go_on_recording_whatever_the_other_threads_did(void) {
  start_anew();
  fork_often();
  record_at_many_sites_while_calling(3, addresses(69), fork_often);
  EXPECT_EQUAL(totals().live_bytes, 0);
}

const core_test thread_tests[] = {
    TEST(blocks_handed_between_threads_end_at_zero),
    TEST(counts_of_ended_threads_stay),
    TEST(clears_while_threads_record_leave_nothing_behind),
    TEST(stops_and_starts_while_threads_record_leave_nothing_behind),
    TEST(totals_that_are_read_meanwhile_are_never_below_zero),
    TEST(everything_can_be_read_while_threads_record),
    TEST(excerpts_opened_and_closed_while_threads_record_leave_the_sums_right),
    TEST(forked_children_go_on_recording_whatever_the_other_threads_did),
    {0},
};
