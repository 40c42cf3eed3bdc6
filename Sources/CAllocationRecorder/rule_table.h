// Return address → frame rule, as a thread has met them: one load, where frame_rules.h takes 200 ns and more.
//
// A walk asks at each frame that is new, and in between the program needs the cache. So an entry is one word: with the rules
// themselves in entries of 16 bytes, asking took a server a tenth of its own CPU time.
//
//   entry = return address << 14 | number of the rule among the distinct ones   0 = none
#ifndef MPR_RULE_TABLE_H
#define MPR_RULE_TABLE_H
#include "frame_rules.h"
#include "memory.h"

#pragma GCC visibility push(hidden)

// A rule here may be of this kind as well: MPR_RULE_CFA_FROM_SP, and whatever sp is, the words lie between it and cfa.
enum { MPR_RULE_ABOVE_SP = MPR_RULE_UNKNOWN + 1 };

enum { MPR_RULE_NUMBER_BITS = 14 };
#define MPR_DISTINCT_RULES ((uint64_t)1 << MPR_RULE_NUMBER_BITS)
extern mpr_frame_rule mpr_distinct_rules[MPR_DISTINCT_RULES];  // of all threads; the first is MPR_RULE_FRAME_POINTER

// Programs have hundreds to thousands of call sites. Each has two places, side by side: a new one takes its own, and what was there moves beside it.
enum { MPR_RULE_TABLE_BITS = 13 };
typedef struct {
  uint64_t entries[1 << MPR_RULE_TABLE_BITS];
} mpr_rule_table;

// Finds the rule in the image's tables and enters it.
mpr_frame_rule mpr_rule_to_remember(mpr_rule_table *table, uintptr_t return_address);

static inline uint64_t mpr_rule_place(uintptr_t return_address) {
  return (return_address * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - MPR_RULE_TABLE_BITS);
}

// The rule at the call before `return_address`: it depends on the address alone.
static inline mpr_frame_rule mpr_rule_at(mpr_rule_table *table, uintptr_t return_address) {
  uint64_t first = (uint64_t)return_address << MPR_RULE_NUMBER_BITS, place = mpr_rule_place(return_address);
  uint64_t entry = table->entries[place];
  if (entry == first) return (mpr_frame_rule){.kind = MPR_RULE_FRAME_POINTER};
  if (MPR_LIKELY(entry - first < MPR_DISTINCT_RULES)) return mpr_distinct_rules[entry - first];
  entry = table->entries[place ^ 1];
  if (MPR_LIKELY(entry - first < MPR_DISTINCT_RULES)) return mpr_distinct_rules[entry - first];
  return mpr_rule_to_remember(table, return_address);
}

#pragma GCC visibility pop
#endif
