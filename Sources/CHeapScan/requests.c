// The steps of one run over the heap, each a request to the frozen copy.
#ifdef __linux__
#include "CHeapRequests.h"
#include "continuations.h"

#include <malloc.h>

enum { BLOCKS_AT_ONCE = 1024 };

// glibc keeps a word with the size and three bits before each block; the third: it is not of the main arena. Its heap begins at a multiple of
// the most that a heap can be, with the address of its arena, which every heap of an arena and the arena itself lie near.
#define HEAP_BYTES (UINT64_C(64) << 20)
#define IS_OF_OTHER_ARENA 4
#define IS_MAPPED 2

static void note_arena(mhs_heap *heap, uint64_t block) {
  uint64_t header = *(const uint64_t *)(block - 8), start = block & ~(HEAP_BYTES - 1);
  if ((header & IS_OF_OTHER_ARENA) == 0 || (header & IS_MAPPED)) return;
  if (heap->arena_count > 0 && heap->arenas[heap->arena_count - 1] == start) return;
  if (heap->arena_count < heap->arena_capacity) heap->arenas[heap->arena_count++] = start;
}

// What lies behind the requested bytes is stale: addresses of blocks that were looked at, as a rule.
static void add_own(mhs_heap *heap, const mhs_listed_block *block) {
  if (heap->own_count == heap->own_capacity) {
    heap->is_truncated = true;
    return;
  }
  uint64_t end = block->address + block->bytes;
  heap->ranges[heap->own_count++] = (mhs_source_range){.start = block->address, .end = end};
}

static void add_block(mhs_heap *heap, const mhs_listed_block *block) {
  note_arena(heap, block->address);
  if (block->site == MHS_NOT_COUNTED) return add_own(heap, block);
  if (heap->count == heap->capacity) {
    heap->is_truncated = true;
    return;
  }
  heap->addresses[heap->count] = block->address;
  heap->bytes[heap->count++] = block->bytes;
}

extern const uintptr_t slab_metadata __asm__("_swift_concurrency_debug_asyncTaskSlabMetadata") __attribute__((weak));

uintptr_t mhs_task_slab_word(void) { return &slab_metadata ? slab_metadata : 0; }

void mhs_prepare(mhs_list_function list) {
  mhs_listed_block block;
  uintptr_t cursor = 0;
  list(&cursor, &block, 1);
}

void mhs_request_blocks(void *argument) {
  mhs_heap *heap = argument;
  if (heap->usable_bytes == NULL) heap->usable_bytes = malloc_usable_size;
  mhs_listed_block blocks[BLOCKS_AT_ONCE];
  uintptr_t cursor = 0;
  size_t count;
  while ((count = heap->list(&cursor, blocks, BLOCKS_AT_ONCE)) > 0)
    for (size_t index = 0; index < count; index++) add_block(heap, &blocks[index]);
}

static mhs_blocks blocks_of(const mhs_heap *heap) {
  return (mhs_blocks){heap->addresses, heap->bytes, heap->count, heap->usable_bytes};
}

void mhs_request_graph(void *argument) {
  mhs_heap *heap = argument;
  mhs_blocks blocks = blocks_of(heap);
  heap->index = mhs_make_index(&heap->work, &blocks);
  if (heap->index) mhs_clear_freed_continuations(heap);
  heap->failed = heap->index == NULL || !mhs_scan(&heap->result, &blocks, heap->index, &heap->policies, &heap->graph);
}

void mhs_request_roots(void *argument) {
  mhs_heap *heap = argument;
  mhs_blocks blocks = blocks_of(heap);
  heap->failed = !mhs_find_roots(&heap->result, &blocks, heap->index, heap->ranges, heap->range_count, &heap->roots);
}

// The numbers of the roots' blocks stand in the work room for the time of the marking.
void mhs_request_reached(void *argument) {
  mhs_heap *heap = argument;
  size_t used = heap->work.used, bytes = heap->roots.count * sizeof(uint32_t);
  heap->failed = heap->work.bytes - used < bytes;
  if (heap->failed) return;
  uint32_t *roots = (uint32_t *)(heap->work.start + used);
  heap->work.used += (bytes + 15) & ~(size_t)15;
  for (size_t index = 0; index < heap->roots.count; index++) roots[index] = heap->roots.roots[index].block;
  heap->failed = !mhs_mark(&heap->work, &heap->graph, roots, heap->roots.count, heap->reached);
  heap->work.used = used;
}
#endif
