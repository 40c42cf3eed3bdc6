// Excerpts: the blocks of a closure, apart from everything else.
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checks.h"
#include "excerpt.h"
#include "recorded.h"

static mpr_excerpt *open_excerpt(void) {
  mpr_excerpt *excerpt = NULL;
  int failure = mpr_start(256);
  EXPECT(failure == 0 || failure == EALREADY);
  EXPECT_EQUAL(mpr_excerpt_open(&excerpt), 0);
  return excerpt;
}

static mpr_totals read_excerpt(mpr_excerpt *excerpt) {
  mpr_totals inside;
  mpr_read_excerpt(excerpt, &inside);
  return inside;
}

static void only_blocks_from_inside_count_and_their_later_release_is_seen(void) {
  uintptr_t block = addresses(80);
  mpr_excerpt *excerpt = open_excerpt();
  record_allocation(block, 1000);
  EXPECT(mpr_excerpt_enter_thread(excerpt));
  record_allocation(block + 4096, 10);
  record_allocation(block + 8192, 20);
  record_release(block);
  record_release(block + 4096);
  mpr_excerpt_leave_thread(excerpt);
  record_allocation(block, 500);
  EXPECT_EQUAL(read_excerpt(excerpt).total_bytes, 30);
  EXPECT_EQUAL(read_excerpt(excerpt).live_bytes, 20);
  EXPECT_EQUAL(read_excerpt(excerpt).peak_bytes, 30);
  record_release(block + 8192);
  EXPECT_EQUAL(read_excerpt(excerpt).live_bytes, 0);
  mpr_excerpt_close(excerpt);
  record_release(block);
}

static void excerpts_within_excerpts_count_for_both(void) {
  uintptr_t block = addresses(81);
  mpr_excerpt *outer = open_excerpt(), *inner = open_excerpt();
  mpr_excerpt_enter_all(outer);
  record_allocation(block, 1);
  mpr_excerpt_enter_thread(inner);
  record_allocation(block + 64, 2);
  mpr_excerpt_leave_all(outer);
  record_allocation(block + 128, 4);
  mpr_excerpt_leave_thread(inner);
  EXPECT_EQUAL(read_excerpt(outer).live_bytes, 3);
  EXPECT_EQUAL(read_excerpt(inner).live_bytes, 6);
  for (uintptr_t offset = 0; offset <= 128; offset += 64) record_release(block + offset);
  EXPECT_EQUAL(read_excerpt(outer).live_bytes + read_excerpt(inner).live_bytes, 0);
  mpr_excerpt_close(inner);
  mpr_excerpt_close(outer);
}

static void an_excerpt_of_one_thread_has_nothing_of_another(void) {
  mpr_excerpt *excerpt = open_excerpt();
  mpr_excerpt_enter_thread(excerpt);
  record_on_short_threads(3, addresses(82));
  mpr_excerpt_leave_thread(excerpt);
  EXPECT_EQUAL(read_excerpt(excerpt).total_blocks, 0);
  mpr_excerpt_enter_all(excerpt);
  record_on_short_threads(3, addresses(82));
  mpr_excerpt_leave_all(excerpt);
  EXPECT_EQUAL(read_excerpt(excerpt).total_blocks, 3);
  EXPECT_EQUAL(read_excerpt(excerpt).live_blocks, 0);
  mpr_excerpt_close(excerpt);
}

static void its_sites_are_those_of_its_blocks(void) {
  uintptr_t block = addresses(83);
  mpr_excerpt *excerpt = open_excerpt();
  mpr_excerpt_enter_thread(excerpt);
  record_allocation(block, 7);
  mpr_excerpt_leave_thread(excerpt);
  uint32_t cursor = 0;
  mpr_site_statistics of;
  EXPECT_EQUAL(mpr_next_excerpt_site(excerpt, &cursor, &of), site_at(block));
  EXPECT_EQUAL(of.live_bytes, 7);
  EXPECT_EQUAL(mpr_next_excerpt_site(excerpt, &cursor, &of), 0);
  mpr_excerpt_close(excerpt);
  record_release(block);
}

static void thousands_of_excerpts_leave_each_block_at_its_own_site(void) {
  uintptr_t block = addresses(84);
  mpr_excerpt_close(open_excerpt());
  mpr_clear();
  for (uintptr_t count = 0; count < 3000; count++) {
    mpr_excerpt *excerpt = open_excerpt();
    mpr_excerpt_enter_thread(excerpt);
    record_allocation(block + count % 500 * 4096, 5);
    mpr_excerpt_leave_thread(excerpt);
    mpr_excerpt_close(excerpt);
    // Long after the excerpt was used again.
    if (count >= 400) record_release(block + (count - 400) % 500 * 4096);
  }
  EXPECT_EQUAL(totals().live_bytes, 400 * 5);
  for (uintptr_t count = 2600; count < 3000; count++) record_release(block + count % 500 * 4096);
  EXPECT_EQUAL(totals().live_bytes, 0);
  EXPECT_EQUAL(totals().total_blocks, 3000);
}

// As it is for an event that came upon the excerpt just before.
static void a_closed_excerpt_gets_no_block(void) {
  mpr_excerpt *excerpt = open_excerpt();
  uint32_t site = 1234, alias = mpr_alias_in(excerpt, site);
  EXPECT(alias != site);
  mpr_excerpt_close(excerpt);
  EXPECT_EQUAL(mpr_alias_in(excerpt, site), alias);
  EXPECT_EQUAL(mpr_alias_in(excerpt, site + 1), site + 1);
  EXPECT_EQUAL(read_excerpt(excerpt).dropped_blocks, 0);
}

// Opens and closes so many, and tells whether the first one came again.
static bool comes_again(int openings) {
  mpr_excerpt *first = open_excerpt();
  bool again = false;
  mpr_excerpt_close(first);
  for (int count = 0; count < openings; count++) {
    mpr_excerpt *excerpt = open_excerpt();
    again = again || excerpt == first;
    mpr_excerpt_close(excerpt);
  }
  return again;
}

// As that of a signal handler in the midst of another event.
static void an_excerpt_is_not_used_again_during_an_event_without_a_thread(void) {
  EXPECT(comes_again(200));
  mpr_begin_shared_excerpt_event();
  EXPECT(!comes_again(200));
  mpr_end_shared_excerpt_event();
  EXPECT(comes_again(500));
}

static bool has_traceback(uintptr_t block) {
  static core_traceback traceback;
  read_traceback(site_at(block), &traceback);
  return traceback.count > 0;
}

static bool only_within_the_excerpt(void) {
  uintptr_t block = addresses(89);
  mpr_excerpt *excerpt = NULL;
  bool holds = mpr_stop() == 0 && mpr_record_sizes() == 0;
  for (int event = 0; event < 6; event++, block += 64) {
    if (event == 2) holds = holds && mpr_excerpt_open(&excerpt) == 0;
    if (event == 4) mpr_excerpt_close(excerpt);
    record_allocation(block, 8);
    holds = holds && site_at(block) != 0 && has_traceback(block) == (event == 2 || event == 3);
  }
  return holds;
}

// In a process of its own: nobody stops what records sizes.
static void where_sizes_are_recorded_there_are_tracebacks_while_an_excerpt_is_open(void) {
  mpr_excerpt_close(open_excerpt());
  int status = -1;
  pid_t child = fork();
  if (child == 0) _exit(only_within_the_excerpt() ? 0 : 1);
  EXPECT(waitpid(child, &status, 0) == child);
  EXPECT_EQUAL(status, 0);
}

const core_test excerpt_tests[] = {
    TEST(only_blocks_from_inside_count_and_their_later_release_is_seen),
    TEST(excerpts_within_excerpts_count_for_both),
    TEST(an_excerpt_of_one_thread_has_nothing_of_another),
    TEST(its_sites_are_those_of_its_blocks),
    TEST(thousands_of_excerpts_leave_each_block_at_its_own_site),
    TEST(a_closed_excerpt_gets_no_block),
    TEST(an_excerpt_is_not_used_again_during_an_event_without_a_thread),
    TEST(where_sizes_are_recorded_there_are_tracebacks_while_an_excerpt_is_open),
    {0},
};
