// The interpreter of call-frame programs, for the two registers that matter to a walk: the frame pointer and the
// return address.
#ifndef MPR_FRAME_RULES_CFA_H
#define MPR_FRAME_RULES_CFA_H
#include <stdbool.h>
#include <stdint.h>

#include "frame_rules_ehframe.h"

#pragma GCC visibility push(hidden)

#if defined(__aarch64__)
enum { MPR_REGISTER_FP = 29, MPR_REGISTER_SP = 31, MPR_REGISTER_RETURN = 30 };
#elif defined(__x86_64__)
enum { MPR_REGISTER_FP = 6, MPR_REGISTER_SP = 7, MPR_REGISTER_RETURN = 16 };
#else  // No such registers: every rule is unknown.
enum { MPR_REGISTER_FP = 0xfffd, MPR_REGISTER_SP = 0xfffe, MPR_REGISTER_RETURN = 0xffff };
#endif

// Where the caller's value of a register is.
typedef struct {
  enum {
    MPR_SAVED_NOT = 0,    // still in the register
    MPR_SAVED_AT_CFA,     // at cfa + offset
    MPR_SAVED_AT_FP,      // at the address in the frame pointer (an expression that gcc writes for realigned stacks)
    MPR_SAVED_NOWHERE,    // undefined
    MPR_SAVED_OTHERWISE,  // another register, another expression
  } how;
  int64_t offset;
} mpr_saved;

// The canonical frame address: the caller's stack pointer at the call.
typedef struct {
  enum {
    MPR_CFA_REGISTER = 0,  // register + offset
    MPR_CFA_LOAD_AT_FP,    // *(fp + offset): the other half of what gcc writes for realigned stacks
    MPR_CFA_OTHERWISE,     // another expression
  } how;
  uint64_t number;  // the register
  int64_t offset;
} mpr_cfa;

// The state in force at one address.
typedef struct {
  mpr_cfa cfa;
  mpr_saved fp, return_address, sp;
} mpr_cfa_row;

// Runs the program up to `pc`, which its function holds. False: damaged, or an instruction that nobody knows.
bool mpr_run_to(const mpr_cfa_program *program, uintptr_t pc, mpr_cfa_row *row);

#pragma GCC visibility pop
#endif
