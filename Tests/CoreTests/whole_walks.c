// Beside each site that the recorder finds, that of a walk which takes nothing from the event before: the same, or it is told.
//
// Linked into the preload library with --wrap=mpr_stack_site, so that it runs in any program. At a process's end it adds a line to the
// file MPROF_WALKS: how many sites were compared, and how many differed.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "stack_unchanged.h"

uint32_t __real_mpr_stack_site(mpr_thread *thread, const void *hook);

static uint64_t compared, different;

// Of the frames within the limit, from the root inwards.
static uint32_t site_of_whole_walk(const mpr_stack *stack, const mpr_period *period) {
  uint32_t first = stack->count > stack->limit ? stack->count - stack->limit + 1 : 1;
  uint32_t node = first > 1 || stack->truncated ? MPR_TRUNCATED_ROOT : MPR_ROOT;
  for (uint32_t k = first; k <= stack->count && node; k++)
    if (mpr_frame_is_code(&stack->frames[k])) node = mpr_child(node, mpr_frame_address(&stack->frames[k]));
  return node ? mpr_site_of(node, period) : 0;
}

uint32_t __wrap_mpr_stack_site(mpr_thread *thread, const void *hook) {
  static __thread mpr_stack *anew __attribute__((tls_model("initial-exec")));
  uint32_t site = __real_mpr_stack_site(thread, hook);
  if (anew == NULL) anew = mpr_map(sizeof(mpr_stack));
  if (anew == NULL) return site;
  anew->top = thread->stack.top;
  anew->limit = thread->stack.limit;
  anew->capacity = thread->stack.capacity;
  anew->count = anew->resolved = 0;
  anew->truncated = false;
  if (!mpr_walk_stack(anew, hook, NULL)) return site;
  __atomic_fetch_add(&compared, 1, __ATOMIC_RELAXED);
  if (site_of_whole_walk(anew, thread->period) != site) __atomic_fetch_add(&different, 1, __ATOMIC_RELAXED);
  return site;
}

__attribute__((destructor)) static void tell(void) {
  char line[64];
  const char *path = getenv("MPROF_WALKS");
  int file = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1;
  int length = snprintf(line, sizeof line, "%lu %lu\n", compared, different);
  if (file < 0 || write(file, line, (size_t)length) != length) return;
  close(file);
}
