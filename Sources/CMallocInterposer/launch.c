// Starting with the program: MPROF_FRAMES=N records every allocation from launch on, with tracebacks of up to N frames.
// Runs as a constructor, outside the hooks.
#ifdef __linux__
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CAllocationRecorder.h"

// The whole text as a number from 1 to MPR_MAXIMUM_FRAMES; 0 for anything else.
static unsigned frames_in(const char *text) {
  char *end;
  errno = 0;
  long frames = strtol(text, &end, 10);
  return *text && !*end && !errno && frames >= 1 && frames <= MPR_MAXIMUM_FRAMES ? (unsigned)frames : 0;
}

__attribute__((constructor)) static void launch(void) {
  mpr_interposer_is_linked = true;
  const char *text = getenv("MPROF_FRAMES");
  if (text == NULL) return;
  unsigned frames = frames_in(text);
  int failure = frames ? mpr_start(frames) : EINVAL;
  if (frames == 0)
    fprintf(stderr, "MemoryProfiler: MPROF_FRAMES is '%s', which is not a number of frames from 1 to %d; nothing is recorded.\n",
            text, MPR_MAXIMUM_FRAMES);
  else if (failure)
    fprintf(stderr, "MemoryProfiler: allocations cannot be recorded (%s); the program runs without.\n", strerror(failure));
}
#endif
