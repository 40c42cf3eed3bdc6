// Call-frame rules: walks by them equal the unwinder's, and damaged tables give other rules or none.
#include <string.h>

#include "checks.h"
#include "recorded.h"

enum { LIMIT = 1024 };
static uintptr_t by_rules[LIMIT], by_unwinder[LIMIT];

// A stack that `make` makes, walked both ways, passing through the image.
static void expect_equal_walks(bool (*make)(walk_pair *), const char *image) {
  walk_pair pair = {.by_rules = by_rules, .by_unwinder = by_unwinder, .limit = LIMIT};
  EXPECT(make(&pair));
  EXPECT(pair.rule_count >= 3);
  EXPECT_EQUAL(pair.rule_count, pair.unwinder_count);
  bool passes = false;
  for (int index = 0; index < pair.rule_count; index++) {
    EXPECT_EQUAL(by_rules[index], by_unwinder[index]);
    passes = passes || strstr(image_name(by_unwinder[index] - 1), image);
  }
  EXPECT(passes);
}

static bool here(walk_pair *pair) {
  walk_both_ways(pair);
  return pair->limit > 0;
}
static bool in_handler(walk_pair *pair) { return walk_inside_raised_signal(pair, false); }
static bool on_alternate_stack(walk_pair *pair) { return walk_inside_raised_signal(pair, true); }

static void a_walk_by_rules_is_the_unwinders(void) { expect_equal_walks(here, ""); }
static void through_qsort(void) { expect_equal_walks(walk_inside_qsort, "libc.so"); }
static void to_the_start_of_a_thread_of_libstdcxx(void) { expect_equal_walks(walk_inside_cxx_thread, "libstdc++"); }
static void through_a_raised_signal(void) { expect_equal_walks(in_handler, "libc.so"); }
static void through_a_signal_on_an_alternate_stack(void) { expect_equal_walks(on_alternate_stack, "libc.so"); }
static void through_a_trap_at_a_functions_first_instruction(void) {
  expect_equal_walks(walk_inside_trap_at_function_start, "");
}

static void through_a_signal_whose_restorer_has_no_entry(void) {
  expect_equal_walks(walk_inside_signal_with_foreign_restorer, "libc.so");
}

static void addresses_outside_of_code_have_no_rule(void) {
  static int data;
  const uintptr_t none[] = {0, 1, 4096, (uintptr_t)&data, UINTPTR_MAX, address_without_entry()};
  for (unsigned index = 0; index < 6; index++) EXPECT_EQUAL(kind_of_rule(rule_for(none[index])), rule_unknown);
}

static void remembered_images_are_those_that_the_loader_finds(void) {
  uintptr_t qsort = address_of_symbol("qsort");
  EXPECT(!is_remembered(qsort));
  remember_images();
  for (uintptr_t offset = 0; offset < 1000; offset += 40) EXPECT(remembered_like_found(qsort + offset));
  EXPECT(!is_remembered(4096));
}

static void damaged_tables_give_other_rules_or_none(void) {
  enum { COUNTERS = 256, ROUNDS = 60 };
  uintptr_t qsort = address_of_symbol("qsort");
  table_copy copy = copy_tables(qsort, true), sound = copy_tables(qsort, true);
  int changed = 0;
  for (int index = 0; index < COUNTERS; index++) {
    uintptr_t pc = qsort + (uintptr_t)index * 397;
    EXPECT_EQUAL(rule_in_copy(&copy, pc), rule_for(pc + 1));
  }
  for (int round = 0; round < ROUNDS; round++) {
    memcpy(copy.bytes, sound.bytes, sound.size);
    for (uintptr_t count = 0; count < (copy.size - copy.table_offset) / 100; count++)
      copy.bytes[copy.table_offset + core_random((unsigned)(copy.size - copy.table_offset))] ^= (uint8_t)(1 + core_random(255));
    if (round % 4 == 0) copy.bytes[copy.table_offset + core_random(12)] ^= (uint8_t)(1 + core_random(255));
    for (int index = 0; index < COUNTERS; index++)
      changed += rule_in_copy(&copy, qsort + (uintptr_t)index * 397) != rule_in_copy(&sound, qsort + (uintptr_t)index * 397);
  }
  EXPECT(changed > ROUNDS);
  free_table_copy(copy);
  free_table_copy(sound);
}

const core_test rule_tests[] = {
    TEST(a_walk_by_rules_is_the_unwinders),
    TEST(through_qsort),
    TEST(to_the_start_of_a_thread_of_libstdcxx),
    TEST(through_a_raised_signal),
    TEST(through_a_signal_on_an_alternate_stack),
    TEST(through_a_signal_whose_restorer_has_no_entry),
    TEST(through_a_trap_at_a_functions_first_instruction),
    TEST(addresses_outside_of_code_have_no_rule),
    TEST(remembered_images_are_those_that_the_loader_finds),
    TEST(damaged_tables_give_other_rules_or_none),
    {0},
};
