// What an executor allocates to schedule a task is not the task's: it is made on the thread that suspends or wakes the
// task and freed by the worker that runs it next. It is left out, by the hooks that the Swift runtime offers.
#ifdef __linux__
#include "recorder.h"

typedef MPR_SWIFT_CALL void (*enqueue)(void *job);
typedef MPR_SWIFT_CALL void (*enqueue_hook)(void *job, enqueue original);

// Weak: a program without concurrency, or another runtime, has none of them.
extern enqueue_hook swift_task_enqueueGlobal_hook __attribute__((weak));
extern enqueue_hook swift_task_enqueueMainExecutor_hook __attribute__((weak));

static MPR_SWIFT_CALL void enqueue_unrecorded(void *job, enqueue original) {
  mpr_thread_pause();
  original(job);
  mpr_thread_resume();
}

void mpr_leave_out_executors(void) {
  enqueue_hook *hooks[] = {&swift_task_enqueueGlobal_hook, &swift_task_enqueueMainExecutor_hook};
  for (unsigned index = 0; index < sizeof hooks / sizeof *hooks; index++) {
    enqueue_hook nobody = NULL;  // one that is there already stays
    if (hooks[index])
      __atomic_compare_exchange_n(hooks[index], &nobody, enqueue_unrecorded, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  }
}
#endif
