// Entering rules in a thread's table. Inside malloc: no memory, no lock.
#ifdef __linux__
#include "rule_table.h"

#include <stdbool.h>
#include <string.h>

mpr_frame_rule mpr_distinct_rules[MPR_DISTINCT_RULES];

static bool is_above_sp(int offset, int slot) {
  int place = offset + slot * (int)sizeof(uintptr_t);
  return place >= 0 && place < offset;
}

static mpr_frame_rule find(uintptr_t return_address) {
  mpr_frame_rule rule = mpr_frame_rule_for(return_address);
  bool is_plain = rule.kind == MPR_RULE_CFA_FROM_SP && rule.return_slot && rule.cfa_offset % (int)sizeof(uintptr_t) == 0 &&
                  is_above_sp(rule.cfa_offset, rule.return_slot) && (rule.fp_slot == 0 || is_above_sp(rule.cfa_offset, rule.fp_slot));
  if (is_plain) rule.kind = MPR_RULE_ABOVE_SP;
  return rule;
}

// Where the rule stands among the distinct ones, from now on at least. MPR_DISTINCT_RULES when they are too many.
static uint64_t number_of(mpr_frame_rule rule) {
  uint64_t wanted, number = 0;
  _Static_assert(sizeof wanted == sizeof rule && MPR_RULE_FRAME_POINTER == 0, "a rule is one word, which is 0 for the first alone");
  memcpy(&wanted, &rule, sizeof wanted);
  if (wanted == 0) return 0;
  while (++number < MPR_DISTINCT_RULES) {
    uint64_t *place = (uint64_t *)&mpr_distinct_rules[number], there = MPR_OBSERVE(*place);
    if (there == 0 && __atomic_compare_exchange_n(place, &there, wanted, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) break;
    if (there == wanted) break;
  }
  return number;
}

mpr_frame_rule mpr_rule_to_remember(mpr_rule_table *table, uintptr_t return_address) {
  mpr_frame_rule rule = find(return_address);
  uint64_t number = number_of(rule), place = mpr_rule_place(return_address);
  if (number == MPR_DISTINCT_RULES || return_address >> (64 - MPR_RULE_NUMBER_BITS)) return rule;
  if (table->entries[place]) table->entries[place ^ 1] = table->entries[place];
  table->entries[place] = return_address << MPR_RULE_NUMBER_BITS | number;
  return rule;
}
#endif
