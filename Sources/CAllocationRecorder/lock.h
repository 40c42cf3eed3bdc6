// A lock that a hook may try: it is waited for only a bounded time, so that a holder who was interrupted by a signal
// or lost in a fork costs a dropped record, never a deadlock. Taken around fork (see fork.c).
#ifndef MPR_LOCK_H
#define MPR_LOCK_H
#include <sched.h>
#include <stdbool.h>

typedef struct { int held; } mpr_lock;

static inline bool mpr_try_lock(mpr_lock *lock) {
  for (int attempt = 0; attempt < 20000; attempt++) {
    if (!__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE)) return true;
    if (attempt >= 100) sched_yield();
  }
  return false;
}
static inline void mpr_unlock(mpr_lock *lock) { __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE); }
#endif
