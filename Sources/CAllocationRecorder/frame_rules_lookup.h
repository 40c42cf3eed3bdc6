// The lookup over tables given by their bounds, so that a test can run it over a damaged copy.
#ifndef MPR_FRAME_RULES_LOOKUP_H
#define MPR_FRAME_RULES_LOOKUP_H
#include "frame_rules.h"
#include "frame_rules_ehframe.h"

#pragma GCC visibility push(hidden)

// The rule at `pc` (not a return address). UNKNOWN unless the result is MPR_FOUND. Addresses in the tables are relative
// to where the tables are.
mpr_find_result mpr_rule_in_tables(const mpr_eh_tables *tables, uintptr_t pc, mpr_frame_rule *rule);

#pragma GCC visibility pop
#endif
