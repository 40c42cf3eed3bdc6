// What is decided at launch (launch.c).
#ifndef MPR_LAUNCH_H
#define MPR_LAUNCH_H

#include <stdbool.h>

#pragma GCC visibility push(hidden)

// In a program of tests blocks are handed out cleared: what an object before left in memory that the next one does not write would hide a
// leak by chance.
extern bool mpr_clears_blocks;

#pragma GCC visibility pop
#endif
