// Starting, stopping and forking. Never called from a hook.
#ifdef __linux__
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>

#include "recorder.h"

int mpr_current_mode;
bool mpr_interposer_is_linked;
extern char __libc_single_threaded __attribute__((weak));  // glibc 2.32
static const char not_known_to_be_single_threaded;
static pthread_mutex_t control_mutex = PTHREAD_MUTEX_INITIALIZER;

// The recorder's locks in rank order, so that none is held by a thread that the child does not have.
static void before_fork(void) {
  mpr_try_lock(&mpr_tree_lock);
  mpr_try_lock(&mpr_thread_lock);
  mpr_try_lock(&mpr_scope_lock);
}

static void after_fork(void) {
  mpr_unlock(&mpr_scope_lock);
  mpr_unlock(&mpr_thread_lock);
  mpr_unlock(&mpr_tree_lock);
}

static void after_fork_in_child(void) {
  after_fork();
  mpr_threads_forked();
}

static int prepare(unsigned maximum_frames) {
  static bool prepared;
  if (prepared) return 0;
  void *leaves = mpr_map(MPR_LEAVES * sizeof(uint32_t *));
  if (leaves == NULL) return ENOMEM;
  mpr_leaves = leaves;
  if (!mpr_tree_prepare() || !mpr_threads_prepare()) return ENOMEM;
  mpr_process.maximum_frames = maximum_frames;
  bool flag_exists = &__libc_single_threaded != NULL;
  mpr_process.single_threaded = flag_exists ? &__libc_single_threaded : &not_known_to_be_single_threaded;
  mpr_frame_rules_refresh();
  prepared = true;
  return pthread_atfork(before_fork, after_fork, after_fork_in_child);
}

int mpr_start(mpr_mode mode, unsigned maximum_frames) {
  if (mode < MPR_SIZES || maximum_frames < 1 || maximum_frames > MPR_MAXIMUM_FRAMES) return EINVAL;
  mpr_thread_pause();
  pthread_mutex_lock(&control_mutex);
  int failure = prepare(maximum_frames);
  if (failure == 0 && (int)mode > mpr_current_mode) __atomic_store_n(&mpr_current_mode, mode, __ATOMIC_RELEASE);
  pthread_mutex_unlock(&control_mutex);
  mpr_thread_resume();
  return failure;
}

void mpr_stop(void) {
  pthread_mutex_lock(&control_mutex);
  if (mpr_current_mode != MPR_OFF) __atomic_store_n(&mpr_current_mode, MPR_DRAINING, __ATOMIC_RELEASE);
  pthread_mutex_unlock(&control_mutex);
}
#endif
