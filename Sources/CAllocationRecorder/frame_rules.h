// How to step from one frame to the next, by call-frame information (.eh_frame): the exact rule for one return address.
//
// May be called inside the malloc hook and in signal handlers: allocates nothing, takes no lock, makes no system call
// (so errno stays), keeps no state that a fork or a thread could find half-made. It reads the image's own mapped
// tables through _dl_find_object (lock-free, glibc >= 2.35, weak); every read is checked against the segment that
// holds the table, so a damaged table gives MPR_RULE_UNKNOWN or a wrong rule, never a bad access here.
//
// Nothing is compiled ahead: a lookup finds the function by binary search in .eh_frame_hdr and interprets that one
// function's program up to the address. frame_rules.c says why.
#ifndef MPR_FRAME_RULES_H
#define MPR_FRAME_RULES_H
#include <stdint.h>

#pragma GCC visibility push(hidden)  // A preload library and the program may each hold a copy: each calls its own.

typedef enum {
  MPR_RULE_FRAME_POINTER = 0,  // (pc, sp, fp) = (fp[1], fp + 16, fp[0]), as the table says for this very address
  MPR_RULE_CFA_FROM_SP,        // cfa = sp + cfa_offset
  MPR_RULE_CFA_FROM_FP,        // cfa = fp + cfa_offset
  MPR_RULE_ASYNC_FRAME,        // the same, in a Swift async function, whose async context stands at fp - 8
  MPR_RULE_CFA_AT_FP,          // cfa = *(fp + cfa_offset): a frame that realigned its stack; fp' = fp[0]
  MPR_RULE_SIGNAL_FRAME,       // the kernel's: ucontext_t at sp (x86-64) or at sp + 128 (aarch64), see below
  MPR_RULE_OUTERMOST,          // the return address is undefined: no caller
  MPR_RULE_UNKNOWN,            // no image, no table, or no rule that this form can hold: try the frame pointer
} mpr_rule_kind;

// For the CFA kinds: sp' = cfa; pc' = *(cfa + 8 * return_slot); fp' = fp_slot ? *(cfa + 8 * fp_slot) : fp (but see
// CFA_AT_FP). return_slot 0: the return address is in the link register (aarch64, never at a call). Values
// loaded on aarch64 may be signed: whoever walks strips the authentication code.
typedef struct {
  uint32_t kind : 8;
  int32_t cfa_offset : 24;  // bytes
  int16_t return_slot;      // 8 bytes each; 16 bits because gcc's aarch64 code saves both at the frame's low end
  int16_t fp_slot;
} mpr_frame_rule;

// The rule in force at the call before `return_address`, that is, at return_address - 1. The pc that a signal frame
// gives is no return address: ask for pc + 1 there.
//
// A rule holds as long as the code stays loaded: whoever caches rules by address must forget them after a dlclose.
mpr_frame_rule mpr_frame_rule_for(uintptr_t return_address);

// Looks at the images loaded now, for a libc without _dl_find_object; does nothing where that function exists.
// Images found are pinned (dlopen with RTLD_NODELETE): their tables are read without a lock later, so they must stay.
// Takes the dynamic linker's lock and allocates: never call it from a hook.
void mpr_frame_rules_refresh(void);

#pragma GCC visibility pop
#endif
