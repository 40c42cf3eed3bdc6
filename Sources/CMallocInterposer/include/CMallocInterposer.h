// The libc allocation functions, defined once more: a program that links this module is interposed. Nothing to call.
#ifndef MPR_CMALLOCINTERPOSER_H
#define MPR_CMALLOCINTERPOSER_H
#endif
