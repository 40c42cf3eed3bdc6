// See the header. Calls mallinfo2 and one system call; no state.
#ifdef __linux__
#define _GNU_SOURCE
#include "CProcessMemory.h"

#include <malloc.h>
#include <sys/syscall.h>
#include <unistd.h>

// Laid out as glibc's, declared here so that the file compiles where malloc.h lacks it.
typedef struct {
  size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
} malloc_counts;
extern malloc_counts glibc_counts(void) __asm__("mallinfo2") __attribute__((weak));

bool mpp_read_malloc_use(mpp_malloc_use *use) {
  if (&glibc_counts == NULL) return false;
  malloc_counts counts = glibc_counts();
  use->in_arenas = counts.uordblks;
  use->mapped = counts.hblkhd;
  return true;
}

// The list of robust mutexes is empty as a rule, but its head lies in the control block of every thread that the C
// library makes, and the kernel knows where.
uintptr_t mpp_thread_block(int thread) {
  void *head = NULL;
  size_t length = 0;
  return syscall(SYS_get_robust_list, thread, &head, &length) == 0 ? (uintptr_t)head : 0;
}
#endif
