// Starting with the program: MPROF_FRAMES=N records every allocation from the first on, with tracebacks of up to N frames;
// with N = 0, its size alone. Without it, a program of tests records sizes (CRecordingFromLaunch).
//
// The first allocation is the first constructor's of some library, long before ours: it decides. It runs inside
// malloc, on the only thread; what is wrong is said later, by the constructor.
#ifdef __linux__
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "CAllocationRecorder.h"
#include "launch.h"
#include "leaks.h"

// The whole text as a number from 0 to MPR_MAXIMUM_FRAMES; -1 for anything else.
static int frames_in(const char *text) {
  char *end;
  errno = 0;
  long frames = strtol(text, &end, 10);
  return *text && !*end && !errno && frames >= 0 && frames <= MPR_MAXIMUM_FRAMES ? (int)frames : -1;
}

extern const int mpr_records_from_launch;
#pragma weak mpr_records_from_launch

bool mpr_clears_blocks;
static const char *text, *recording;  // MPROF_FRAMES, MPROF_RECORDING
static int failure;
static volatile bool asking;  // the first allocation is is_fed's, which is not the program's

static void decide(void) {
  // Before libc's own constructor the loader may allocate: not the program's, and there is no environment yet.
  if (environ == NULL) return;
  mpr_current_mode = MPR_OFF;
  mpr_interposer_is_linked = true;
  if (asking) mpr_thread_pause();
  const char *profiler = getenv("MEMORY_PROFILER");
  text = getenv("MPROF_FRAMES");
  bool is_asked = text != NULL || &mpr_records_from_launch != NULL;
  if (!is_asked || (profiler && strcmp(profiler, "off") == 0)) return;
  int frames = text ? frames_in(text) : 0;
  if (frames < 0) {
    failure = EINVAL;
    return;
  }
  recording = getenv("MPROF_RECORDING");
  if (recording) mpr_record_to(recording);
  // What only a child of the asked process would record nobody reads.
  if (mpr_read_leak_request() == MPR_ANOTHER_IS_ASKED && recording == NULL) return;
  mpr_clears_blocks = &mpr_records_from_launch != NULL;
  failure = frames ? mpr_start_at_launch((unsigned)frames) : mpr_record_sizes_at_launch();
}

// The caller of malloc keeps its errno.
void mpr_decide_at_first_allocation(void) {
  int saved = errno;
  decide();
  errno = saved;
}

// Whether the program's allocations come to this copy of us: another one in the executable, or a malloc of its own,
// comes first. (The address of malloc does not tell: in a program that is not position-independent it is its own.)
// The compiler believes that malloc changes nothing that it can see.
static bool is_fed(void) {
  volatile const int *mode = &mpr_current_mode;
  if (*mode != MPR_UNDECIDED) return true;
  asking = true;
  void *volatile block = malloc(1);
  bool is_fed = *mode != MPR_UNDECIDED;
  if (is_fed) mpr_thread_resume();
  free(block);
  return is_fed;
}

__attribute__((constructor)) static void launch(void) {
  if (!is_fed()) return;
  mpr_interposer_is_linked = true;
  mpr_recording_images();
  // What the recording lacks is said by `mprof run`, once, and not among the output of each process.
  if (recording) return;
  if (failure == EINVAL)
    fprintf(stderr, "MemoryProfiler: MPROF_FRAMES is '%s', which is not a number of frames from 0 to %d; nothing is recorded.\n",
            text, MPR_MAXIMUM_FRAMES);
  else if (failure)
    fprintf(stderr, "MemoryProfiler: allocations cannot be recorded (%s); the program runs without.\n", strerror(failure));
}

// Libraries that were opened since launch are among the images now.
__attribute__((destructor)) static void end(void) {
  if (mpr_current_mode == MPR_UNDECIDED) return;
  mpr_recording_images();
  mpr_recording_ended();
  mpr_answer_leak_request();
}
#endif
