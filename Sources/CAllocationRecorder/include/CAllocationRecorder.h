// The recorder: counts every block with its requested size and traceback. Fed by the interposer, read by MemoryProfiler.
#ifndef MPR_CALLOCATIONRECORDER_H
#define MPR_CALLOCATIONRECORDER_H
#include <stdint.h>
#include <stddef.h>
#endif
