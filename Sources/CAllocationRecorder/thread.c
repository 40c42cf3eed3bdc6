// Who counts: one record per running thread, and one shared record for events that have none.
//
// A record is made at its thread's first event, inside malloc. That calls pthread_setspecific, which may itself call
// calloc; the hook is then entered again and serves that block from the shared record. After the thread's end the
// record goes to the idle list with its counts and serves the next thread. Memory: mmap, never given back.
#ifdef __linux__
#define _GNU_SOURCE
#include <pthread.h>
#include <unistd.h>

#include "recorder.h"

extern void *__libc_stack_end;  // set by the loader: the top of the main thread's stack

__thread mpr_local mpr_this_thread __attribute__((tls_model("initial-exec")));
mpr_thread *mpr_all_threads;
mpr_lock mpr_thread_lock;
static mpr_thread *idle_threads;  // protected by mpr_thread_lock
static mpr_thread *shared_record;
static pthread_key_t end_key;
static bool end_key_made;

// Without a lock (pthread_getattr_np takes one): glibc keeps a thread's control block at the top of its stack.
uintptr_t mpr_stack_top(void) {
  return gettid() == getpid() ? (uintptr_t)__libc_stack_end : (uintptr_t)pthread_self();
}

static mpr_thread *make_record(void) {
  mpr_thread *record = mpr_map(sizeof(mpr_thread));
  if (record == NULL) return NULL;
  static uint32_t count;
  record->number = __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
  mpr_thread *head = MPR_READ(mpr_all_threads);
  do record->next = head;
  while (!__atomic_compare_exchange_n(&mpr_all_threads, &head, record, 1, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
  return record;
}

static void prepare_sizes(mpr_thread *record) {
  if (record->sizes || !mpr_is_recording()) return;
  size_t bytes = MPR_ALLOCATORS * MPR_SIZE_BUCKETS * sizeof(uint64_t);
  record->sizes = mpr_make_table(MPR_TABLE_SIZES, record->number, 0, bytes);
}

static mpr_thread *take_idle_record(void) {
  if (!mpr_try_lock(&mpr_thread_lock)) return NULL;
  mpr_thread *record = idle_threads;
  if (record) idle_threads = record->next_idle;
  mpr_unlock(&mpr_thread_lock);
  return record;
}

static void give_back(mpr_thread *record) {
  mpr_flush_pending(record);
  record->window = NULL;
  record->excerpt = NULL;
  mpr_end_excerpt_event(record);
  if (!mpr_try_lock(&mpr_thread_lock)) return;  // lost to reuse, not to the sums
  record->next_idle = idle_threads;
  idle_threads = record;
  mpr_unlock(&mpr_thread_lock);
}

static void thread_ended(void *record) {
  mpr_this_thread.ended = true;
  mpr_this_thread.record = NULL;
  give_back(record);
}

mpr_thread *mpr_begin_thread(void) {
  mpr_local *local = &mpr_this_thread;
  if (local->ended || !end_key_made) return NULL;
  local->in_hook++;
  mpr_thread *record = take_idle_record();
  if (record == NULL) record = make_record();
  if (record) {
    // The frames kept from another thread's stack must not be read as this one's.
    record->stack.count = record->stack.resolved = 0;
    mpr_forget_site(&record->stack);
    record->stack.top = mpr_stack_top();
    record->last_block = 0;
    record->circumstances = 0;
    prepare_sizes(record);
    local->record = record;
    pthread_setspecific(end_key, record);
  }
  local->in_hook--;
  return record;
}

mpr_thread *mpr_shared_record(void) { return shared_record; }

bool mpr_threads_prepare(void) {
  if (shared_record == NULL) shared_record = make_record();
  if (shared_record) prepare_sizes(shared_record);
  if (shared_record && !end_key_made) end_key_made = pthread_key_create(&end_key, thread_ended) == 0;
  return shared_record != NULL && end_key_made;
}

void mpr_threads_begin_anew(void) {
  for (mpr_thread *record = mpr_all_threads; record; record = record->next) {
    record->sizes = NULL;
    record->circumstances = 0;
    mpr_forget_site(&record->stack);
    for (uint32_t chunk = 0; chunk <= mpr_sites() >> MPR_SHARE_CHUNK_BITS; chunk++)
      if (record->shares[chunk]) record->shares[chunk] = NULL;
  }
  prepare_sizes(shared_record);
  if (mpr_this_thread.record) prepare_sizes(mpr_this_thread.record);
}

// In the child of a fork only the calling thread goes on; what the others counted still holds.
void mpr_threads_forked(void) {
  for (mpr_thread *record = mpr_all_threads; record; record = record->next) {
    bool idle = record == shared_record || record == mpr_this_thread.record;
    for (mpr_thread *other = idle_threads; other && !idle; other = other->next_idle) idle = other == record;
    if (!idle) give_back(record);
  }
}

mpr_counters *mpr_thread_counters(void) {
  static mpr_counters nobody;  // before the first start
  mpr_thread *record = mpr_own_thread();
  if (record == NULL) record = shared_record;
  return record ? &record->counters : &nobody;
}

void mpr_thread_pause(void) { mpr_this_thread.paused++; }
void mpr_thread_resume(void) { mpr_this_thread.paused--; }
void *mpr_thread_owner(void) { return mpr_this_thread.owner; }
void mpr_set_thread_owner(void *owner) { mpr_this_thread.owner = owner; }
#endif
