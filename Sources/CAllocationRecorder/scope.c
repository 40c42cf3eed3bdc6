// Scopes: what one execution allocates and releases, on whichever threads its task and its child tasks run.
//
// The current task carries a reference to its scope in a task-local value; the hook asks the Swift runtime for it
// (swift_task_localValueGet: a walk over the task's own list, no lock, no allocation), and only while a scope is open.
// Scopes are never unmapped and carry a generation, so that a reference in a task that outlives its scope is harmless.
// Counters are changed atomically: child tasks run at the same time.
#ifdef __linux__
#include "recorder.h"
#include "window.h"

// In the Swift runtime's stable ABI: what TaskLocal.withValue calls. (withValue itself would need the profiled body in
// a closure, which a body macro cannot afford.) Weak: a program without concurrency has none of them.
#define RUNTIME MPR_SWIFT_CALL __attribute__((weak))
RUNTIME void *swift_task_localValueGet(const void *key);
RUNTIME void swift_task_localValuePush(const void *key, void *value, const void *value_metadata);
RUNTIME void swift_task_localValuePop(void);
RUNTIME const void *swift_task_getCurrent(void);

// The runtime compares the key's address and never looks inside.
static const char task_local_key[16];

mpr_lock mpr_scope_lock;
int mpr_open_scopes;
int mpr_watchers;
static mpr_scope *idle_scopes;  // protected by mpr_scope_lock

bool mpr_scope_is_open(mpr_scope_reference reference) {
  return reference.scope && MPR_READ(reference.scope->generation) == reference.generation;
}

mpr_scope_reference mpr_scope_open(mpr_scope_reference outer) {
  mpr_scope *scope = NULL;
  if (mpr_try_lock(&mpr_scope_lock)) {
    scope = idle_scopes;
    if (scope) idle_scopes = scope->next_idle;
    mpr_unlock(&mpr_scope_lock);
  }
  if (scope == NULL && (scope = mpr_map(sizeof(mpr_scope))) == NULL) return (mpr_scope_reference){NULL, 0};
  scope->counters = (mpr_counters){0};
  scope->outer = outer;
  scope->window = NULL;
  scope->excerpt = NULL;
  scope->owner = NULL;
  // Odd while open.
  uint64_t generation = scope->generation + 1;
  MPR_PUBLISH(scope->generation, generation);
  __atomic_fetch_add(&mpr_open_scopes, 1, __ATOMIC_RELAXED);
  mpr_change_watchers(1);
  return (mpr_scope_reference){scope, generation};
}

void mpr_scope_close(mpr_scope_reference reference) {
  if (!mpr_scope_is_open(reference)) return;
  __atomic_fetch_sub(&mpr_open_scopes, 1, __ATOMIC_RELAXED);
  mpr_change_watchers(-1);
  MPR_PUBLISH(reference.scope->generation, reference.generation + 1);
  if (!mpr_try_lock(&mpr_scope_lock)) return;
  reference.scope->next_idle = idle_scopes;
  idle_scopes = reference.scope;
  mpr_unlock(&mpr_scope_lock);
}

mpr_counters *mpr_scope_counters(mpr_scope *scope) { return &scope->counters; }
mpr_scope_reference mpr_outer_scope(mpr_scope *scope) { return scope->outer; }
mpr_excerpt *mpr_scope_excerpt(mpr_scope *scope) { return MPR_OBSERVE(scope->excerpt); }
void mpr_scope_set_excerpt(mpr_scope *scope, mpr_excerpt *excerpt) {
  if (scope) MPR_PUBLISH(scope->excerpt, excerpt);
}
void mpr_scope_set_owner(mpr_scope *scope, void *owner) { scope->owner = owner; }
void *mpr_scope_owner(mpr_scope *scope) { return scope->owner; }

mpr_scope_reference mpr_current_scope(void) {
  if (swift_task_localValueGet == NULL) return (mpr_scope_reference){NULL, 0};
  const mpr_scope_reference *carried = swift_task_localValueGet(task_local_key);
  return carried ? *carried : (mpr_scope_reference){NULL, 0};
}

void mpr_scope_push(mpr_scope_reference reference, const void *metadata) {
  mpr_thread_pause();
  if (swift_task_localValuePush) swift_task_localValuePush(task_local_key, &reference, metadata);
  mpr_thread_resume();
}

void mpr_scope_pop(void) {
  if (swift_task_localValuePop) swift_task_localValuePop();
}

const void *mpr_current_task(void) { return swift_task_getCurrent ? swift_task_getCurrent() : NULL; }

static void raise_high(mpr_counters *counters) {
  int64_t net = (int64_t)(MPR_READ(counters->allocated_bytes) - MPR_READ(counters->freed_bytes));
  int64_t high = MPR_READ(counters->high);
  while (net > high && !__atomic_compare_exchange_n(&counters->high, &high, net, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}

static void count(mpr_counters *counters, size_t size, bool release) {
  mpr_count_atomically(counters, size, release);
  if (!release) raise_high(counters);
}

void mpr_count_in_scopes(mpr_thread *thread, const void *frame, size_t size, bool release) {
  for (mpr_scope_reference at = mpr_current_scope(); mpr_scope_is_open(at); at = at.scope->outer) {
    mpr_window *window = MPR_OBSERVE(at.scope->window);
    if (window) mpr_window_switch(window, thread, frame);
    count(&at.scope->counters, size, release);
  }
}
#endif
