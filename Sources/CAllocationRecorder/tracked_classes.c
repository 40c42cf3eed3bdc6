// Counts how many instances of some Swift classes are deinitialized: where a class's metadata names the function that destroys an instance,
// ours stands for it, counts, and goes on to that. Nothing is hooked for other classes, nothing at all for allocation.
//
// Runs in swift_release: no allocation, no lock. The list only grows; an entry is whole before it is published. Never undone.
#ifdef __linux__
#include <errno.h>

#include "recorder.h"

#if defined(__has_attribute)
#if __has_attribute(swiftcall)
#define SWIFT_CALL __attribute__((swiftcall))
#define SWIFT_SELF __attribute__((swift_context))
#endif
#endif

#ifdef SWIFT_CALL
typedef SWIFT_CALL void destroyer(SWIFT_SELF void *object);

typedef struct {
  const void *metadata;
  destroyer *destroy;
  uint64_t deinitialized;
} tracked_class;
static tracked_class classes[MPR_TRACKED_CLASSES];
static uint32_t class_count;  // protected by class_lock; read without
static mpr_lock class_lock;

// An entry is found by the object's class: that of a subclass is another.
static tracked_class *find(const void *metadata) {
  for (uint32_t index = MPR_OBSERVE(class_count); index-- > 0;)
    if (classes[index].metadata == metadata) return &classes[index];
  return NULL;
}

// Only blocks that are known count, since only these are among the live ones.
static SWIFT_CALL void count_and_destroy(SWIFT_SELF void *object) {
  tracked_class *tracked = find(*(const void **)object);
  uint32_t site = mpr_map_find((uintptr_t)object).site;
  if (site && site != MPR_UNCOUNTED_SITE) __atomic_fetch_add(&tracked->deinitialized, 1, __ATOMIC_RELAXED);
  tracked->destroy(object);
}

// The destroyer stands two words before the address of a class's metadata.
static int add_locked(void *metadata, const uint64_t **deinitialized) {
  tracked_class *there = find(metadata);
  if (there == NULL && class_count == MPR_TRACKED_CLASSES) return ENOSPC;
  if (there == NULL) {
    destroyer **place = (destroyer **)metadata - 2;
    there = &classes[class_count];
    *there = (tracked_class){metadata, *place, 0};
    MPR_PUBLISH(class_count, class_count + 1);
    MPR_PUBLISH(*place, count_and_destroy);
  }
  *deinitialized = &there->deinitialized;
  return 0;
}

int mpr_track_class(void *metadata, const uint64_t **deinitialized) {
  if (!mpr_try_lock(&class_lock)) return EBUSY;
  int result = add_locked(metadata, deinitialized);
  mpr_unlock(&class_lock);
  return result;
}
#else
int mpr_track_class(void *metadata, const uint64_t **deinitialized) {
  (void)metadata, (void)deinitialized;
  return ENOTSUP;
}
#endif
#endif
