// What explains resident memory and has no Swift name: glibc's own count of its blocks, and where a thread's control
// block lies. No state, no locks of its own; not to be called from inside malloc.
#ifndef MPP_CPROCESSMEMORY_H
#define MPP_CPROCESSMEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Bytes that glibc counts as handed out, its headers and per-thread caches included.
typedef struct {
  size_t in_arenas;
  size_t mapped;  // each block in a mapping of its own
} mpp_malloc_use;
// Takes the lock of each arena in turn. False where the C library has no mallinfo2 (glibc before 2.33).
bool mpp_read_malloc_use(mpp_malloc_use *use);

// An address in the control block of a thread of this process, which glibc keeps at the top of the thread's stack; also
// while the thread runs. 0 for a thread that is gone or was not made by the C library.
uintptr_t mpp_thread_block(int thread);

#ifdef __cplusplus
}
#endif
#endif
