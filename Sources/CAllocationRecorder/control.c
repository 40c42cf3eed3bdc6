// Starting, stopping, clearing and forking. Never called from a hook.
//
// Blocks are recorded with their tracebacks while the tracer runs or an excerpt is open, with their size alone from the
// first profile on. What nobody wants recorded any more is still taken out of the block map when it is released, so
// that no entry outlives its block.
#ifdef __linux__
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>

#include "recorder.h"

int mpr_current_mode = MPR_UNDECIDED;
bool mpr_interposer_is_linked;
bool mpr_blocks_are_glibcs = true;
extern char __libc_single_threaded __attribute__((weak));  // glibc 2.32
static const char not_known_to_be_single_threaded;

static pthread_mutex_t control_mutex = PTHREAD_MUTEX_INITIALIZER;  // rank 0; protects what follows, and periods
static bool tracing, recording_sizes, since_launch;
static bool without_break;  // blocks were recorded from launch on, and ever since
static bool taken_over;  // a tracer that began at launch was started again by the program
static unsigned excerpts, tracing_frames;

// MARK: Forking

// The recorder's locks in rank order, so that none is held by a thread that the child does not have.
static void before_fork(void) {
  pthread_mutex_lock(&control_mutex);
  mpr_try_lock(&mpr_tree_lock);
  mpr_try_lock(&mpr_thread_lock);
  mpr_try_lock(&mpr_scope_lock);
  mpr_try_lock(&mpr_recording_lock);
}

static void after_fork(void) {
  mpr_unlock(&mpr_recording_lock);
  mpr_unlock(&mpr_scope_lock);
  mpr_unlock(&mpr_thread_lock);
  mpr_unlock(&mpr_tree_lock);
  pthread_mutex_unlock(&control_mutex);
}

// A recorded child is a process of its own in the recording: it counts what it does itself.
static void begin_anew(void) {
  bool recorded = mpr_recording_forked();
  mpr_threads_begin_anew();
  mpr_tree_begin_anew();
  mpr_brackets_begin_anew();
  mpr_begin_period(mpr_current_period->maximum_frames);
  if (recorded) mpr_recording_images();
}

static void after_fork_in_child(void) {
  after_fork();
  mpr_threads_forked();
  mpr_holding_forked();
  mpr_excerpts_forked();
  if (mpr_is_recording()) begin_anew();
}

// MARK: Modes

static int prepare_locked(void) {
  static bool prepared;
  if (prepared) return 0;
  if (!mpr_map_prepare() || !mpr_tree_prepare() || !mpr_threads_prepare()) return ENOMEM;
  if (!mpr_begin_period(MPR_DEFAULT_FRAMES)) return ENOMEM;
  bool flag_exists = &__libc_single_threaded != NULL;
  mpr_process.single_threaded = flag_exists ? &__libc_single_threaded : &not_known_to_be_single_threaded;
  mpr_frame_rules_refresh();
  prepared = true;
  return pthread_atfork(before_fork, after_fork, after_fork_in_child);
}

static void set_mode_locked(void) {
  mpr_mode mode = tracing || excerpts ? MPR_TRACEBACKS : recording_sizes ? MPR_SIZES : MPR_DRAINING;
  __atomic_store_n(&mpr_current_mode, mode, __ATOMIC_RELEASE);
  mpr_circumstances_changed();
  if (mode == MPR_DRAINING) MPR_WRITE(without_break, false);
}

static int start_locked(unsigned maximum_frames) {
  if (tracing && since_launch && !taken_over) {
    taken_over = true;
    return 0;
  }
  if (tracing) return EALREADY;
  int failure = prepare_locked();
  if (failure) return failure;
  if (!mpr_begin_period(maximum_frames)) return ENOMEM;
  tracing = true;
  tracing_frames = maximum_frames;
  set_mode_locked();
  return 0;
}

static int stop_locked(void) {
  if (!tracing) return EALREADY;
  tracing = since_launch = false;
  tracing_frames = 0;
  set_mode_locked();
  return mpr_begin_period(MPR_DEFAULT_FRAMES) ? 0 : ENOMEM;
}

static int clear_locked(void) {
  since_launch = false;
  return !tracing || mpr_begin_period(mpr_current_period->maximum_frames) ? 0 : ENOMEM;
}

static int record_sizes_locked(void) {
  int failure = prepare_locked();
  if (failure) return failure;
  recording_sizes = true;
  set_mode_locked();
  return 0;
}

// Runs with the mutex held, and without recording what the mutex or pthread_atfork allocates.
#define CONTROLLED(action)                    \
  mpr_thread_pause();                         \
  pthread_mutex_lock(&control_mutex);         \
  int result = (action);                      \
  pthread_mutex_unlock(&control_mutex);       \
  mpr_thread_resume();                        \
  return result

int mpr_start(unsigned maximum_frames) {
  if (maximum_frames < 1 || maximum_frames > MPR_MAXIMUM_FRAMES) return EINVAL;
  CONTROLLED(start_locked(maximum_frames));
}

int mpr_start_at_launch(unsigned maximum_frames) {
  int failure = mpr_start(maximum_frames);
  since_launch = without_break = failure == 0;
  return failure;
}

int mpr_record_sizes_at_launch(void) {
  int failure = mpr_record_sizes();
  without_break = failure == 0;
  return failure;
}

bool mpr_knows_every_block(void) { return MPR_READ(without_break) && MPR_READ(mpr_process.dropped_blocks) == 0; }

bool mpr_traces_since_launch(void) { return MPR_READ(since_launch); }
int mpr_stop(void) { CONTROLLED(stop_locked()); }
int mpr_clear(void) { CONTROLLED(clear_locked()); }
int mpr_record_sizes(void) { CONTROLLED(record_sizes_locked()); }
unsigned mpr_tracing_frames(void) { return MPR_READ(tracing_frames); }

static int change_excerpts_locked(int change) {
  int failure = prepare_locked();
  if (failure) return failure;
  excerpts += (unsigned)change;
  set_mode_locked();
  return 0;
}

int mpr_excerpts_changed(int change) { CONTROLLED(change_excerpts_locked(change)); }

// MARK: The peak

static int reset_peak_locked(void) {
  if (!tracing) return 0;
  mpr_peak *peak = &mpr_current_period->peak;
  // Below zero while one thread has not yet added what another has already taken away.
  int64_t live = MPR_READ(peak->live);
  MPR_WRITE(peak->peak, live > 0 ? live : 0);
  MPR_WRITE(peak->at_peak, 1);
  return 0;
}

int mpr_reset_peak(void) { CONTROLLED(reset_peak_locked()); }
#endif
