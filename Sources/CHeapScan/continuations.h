#ifndef MHS_CONTINUATIONS_H
#define MHS_CONTINUATIONS_H

#include "CHeapRequests.h"

// Writes zeros over what libdispatch has freed and keeps for each thread; in the copy, where nobody misses it.
void mhs_clear_freed_continuations(const mhs_heap *heap);

#endif
