// How to step from one frame to the next in code that keeps no frame pointer: call-frame rules, compiled from
// .eh_frame once per loaded image, looked up inside malloc.
//
// May be called inside the malloc hook: allocates nothing (its memory comes from mmap), takes no lock that a fork or
// a signal can leave held, calls nothing but mmap/munmap and _dl_find_object (lock-free, glibc >= 2.35, weak).
#ifndef MPR_FRAME_RULES_H
#define MPR_FRAME_RULES_H
#include <stdint.h>

typedef enum {
  MPR_RULE_FRAME_POINTER = 0,  // (pc, sp, fp) = (fp[1], fp + 16, fp[0]): the image keeps frame pointers
  MPR_RULE_CFA_FROM_SP,        // cfa = sp + cfa_offset
  MPR_RULE_CFA_FROM_FP,        // cfa = fp + cfa_offset
  MPR_RULE_SIGNAL_FRAME,       // the kernel's rt_sigframe stands at sp
  MPR_RULE_OUTERMOST,          // the return address is undefined: no caller
  MPR_RULE_UNKNOWN,            // no image, or no rule that this form can hold: try the frame pointer
} mpr_rule_kind;

// For the two CFA kinds: sp' = cfa; pc' = *(cfa + 8 * return_slot); fp' = fp_slot ? *(cfa + 8 * fp_slot) : fp.
// return_slot 0 means that the return address is still in the link register (aarch64 leaf, never at a call).
typedef struct {
  uint8_t kind;
  int8_t return_slot;
  int16_t fp_slot;
  int32_t cfa_offset;
} mpr_frame_rule;

// The rule in force at the call before `return_address`. Compiles the image's rules on first sight.
mpr_frame_rule mpr_frame_rule_for(uintptr_t return_address);

// Looks at the images loaded now (dl_iterate_phdr), for a libc without _dl_find_object. Never call it from a hook.
void mpr_frame_rules_refresh(void);

#endif
