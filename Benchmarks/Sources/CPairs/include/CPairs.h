// An allocate-and-free pair at a given stack depth, and the `pread` that a sample of RSS needs.
#ifndef CPAIRS_H
#define CPAIRS_H

// Calls malloc and free `count` times from a function that stands `depth` calls deep.
void pairs_at_depth(int depth, long count);
// Nanoseconds of CPU time that this process has used.
double cpu_nanoseconds(void);
// Reads /proc/self/statm through `file`, an open descriptor, `count` times.
void read_statm(int file, long count);

#endif
