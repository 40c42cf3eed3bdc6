// What the frozen copy of a process is asked to do, in this order: list the blocks, index them, find their references, find the roots,
// mark. Functions for CHeapPicture's mph_call: their argument, and all that is written, lies in memory that the copy shares.
#ifndef MHS_CHEAPREQUESTS_H
#define MHS_CHEAPREQUESTS_H

#include "CHeapScan.h"

#ifdef __cplusplus
extern "C" {
#endif

// As the recorder lists a block.
typedef struct {
  uintptr_t address;
  size_t bytes;
  uint32_t site;  // MHS_NOT_COUNTED: the profiler's own
} mhs_listed_block;
#define MHS_NOT_COUNTED UINT32_MAX
typedef struct {
  int32_t number;
  uintptr_t thread_pointer;    // where its thread-local storage is
  const uintptr_t *registers;  // as it stood
  size_t register_count;
} mhs_thread_storage;
typedef size_t (*mhs_list_function)(uintptr_t *cursor, mhs_listed_block *into, size_t capacity);

// One run over the heap. Everything here is filled in by who asks, or by the request named.
typedef struct {
  mhs_list_function list;
  uint64_t *addresses, *bytes;  // mhs_list_blocks; room for `capacity`
  size_t capacity;
  size_t count;       // mhs_list_blocks
  bool is_truncated;  // there were more than `capacity`

  // A bit for each block that was allocated for the profiler. It is none of the program's, but may hold the only reference to one: the
  // language runtime's tables grow whoever uses it.
  uint64_t *own;

  // The heaps that glibc made for other threads than the first: 64 MiB each, known by a bit in the header of their blocks.
  uint64_t *arenas;
  size_t arena_capacity, arena_count;
  uint64_t latest_region;  // where the last block lay that was asked

  mhs_room work;    // the copy's own
  mhs_room result;  // shared: targets of the graph, and roots

  size_t (*usable_bytes)(void *block);  // NULL: libc's
  mhs_policies policies;
  mhs_index *index;  // of the copy
  mhs_graph graph;   // `first` has room for capacity + 1
  mhs_source_range *ranges;
  size_t range_count;
  const mhs_thread_storage *threads;
  size_t thread_count;
  mhs_roots roots;
  uint64_t *reached;  // a bit for each block
  bool failed;        // for lack of room
} mhs_heap;

// The first word of each slab of a task's memory, which the concurrency library keeps for debuggers; 0 in a program without it. Also of a
// statically linked library, where the loader knows no names.
uintptr_t mhs_task_slab_word(void);

// Not a request: before the picture. What the copy will call of libc must have been called once in this process, or the copy would ask the
// loader for it, whose lock a stopped thread may hold.
void mhs_prepare(mhs_list_function list);

void mhs_request_blocks(void *heap);
void mhs_request_graph(void *heap);  // index and references; needs `ranges` and `threads`
void mhs_request_roots(void *heap);
void mhs_request_reached(void *heap);

// An address in the library of malloc.
uintptr_t mhs_allocator_code(void);

#ifdef __cplusplus
}
#endif
#endif
