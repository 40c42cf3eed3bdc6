// Of the product MemoryProfilerTesting: see recording_from_launch.c.
#ifndef MPR_CRECORDINGFROMLAUNCH_H
#define MPR_CRECORDINGFROMLAUNCH_H

extern const int mpr_records_from_launch;

#endif
