// A walker for tests: the plainest use of mpr_frame_rule_for. It stops where a rule is unknown.
#ifndef MPR_RULE_WALKER_H
#define MPR_RULE_WALKER_H
#include <stdint.h>

typedef struct {
  uintptr_t pc, sp, fp;
  uintptr_t link;  // aarch64, in an interrupted frame: the link register
} walked_frame;

// Stores the return addresses (after a signal frame, the interrupted pc) of the callers of `frame`, whose pc is exact;
// returns their number.
int walk_by_rules(walked_frame frame, uintptr_t *addresses, int limit);

#endif
