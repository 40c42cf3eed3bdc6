// The steps of one run over the heap, each a request to the frozen copy.
#ifdef __linux__
#define _GNU_SOURCE
#include "CHeapRequests.h"
#include "continuations.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <malloc.h>
#include <string.h>

// The recorder asks the kernel about the pages of 64 MiB of addresses at each call.
enum { BLOCKS_AT_ONCE = 1 << 16 };

// glibc keeps a word with the size and three bits before each block; the third: it is not of the main arena. Its heap begins at a multiple of
// the most that a heap can be, with the address of its arena, which every heap of an arena and the arena itself lie near.
#define HEAP_BYTES (UINT64_C(64) << 20)
#define IS_OF_OTHER_ARENA 4
#define IS_MAPPED 2

uintptr_t mhs_allocator_code(void) { return (uintptr_t)malloc_usable_size; }

// Where another library's malloc does the work, there may not even be memory before a block; its arenas count as roots.
static bool blocks_are_glibcs = true;

static void find_allocator(void) {
  Dl_info sizes, libc;
  void *answering = dlsym(RTLD_DEFAULT, "malloc_usable_size");
  blocks_are_glibcs = !dladdr(answering, &sizes) || !dladdr((void *)gnu_get_libc_version, &libc) || sizes.dli_fbase == libc.dli_fbase;
}

// The heap is alone where it is, so one block tells: to read before each takes longer than all else.
static void note_arena(mhs_heap *heap, uint64_t block) {
  uint64_t start = block & ~(HEAP_BYTES - 1);
  if (!blocks_are_glibcs || heap->latest_region == start) return;
  heap->latest_region = start;
  uint64_t header = *(const uint64_t *)(block - 8);
  if ((header & IS_OF_OTHER_ARENA) == 0 || (header & IS_MAPPED)) return;
  if (heap->arena_count < heap->arena_capacity) heap->arenas[heap->arena_count++] = start;
}

static void add_block(mhs_heap *heap, const mhs_listed_block *block) {
  note_arena(heap, block->address);
  if (heap->count == heap->capacity) {
    heap->is_truncated = true;
    return;
  }
  if (block->site == MHS_NOT_COUNTED) heap->own[heap->count / 64] |= UINT64_C(1) << heap->count % 64;
  heap->addresses[heap->count] = block->address;
  heap->bytes[heap->count++] = block->bytes;
}

extern const uintptr_t slab_metadata __asm__("_swift_concurrency_debug_asyncTaskSlabMetadata") __attribute__((weak));

uintptr_t mhs_task_slab_word(void) { return &slab_metadata ? slab_metadata : 0; }

void mhs_prepare(mhs_list_function list) {
  find_allocator();
  mhs_listed_block block;
  uintptr_t cursor = 0;
  list(&cursor, &block, 1);
}

void mhs_request_blocks(void *argument) {
  mhs_heap *heap = argument;
  if (heap->usable_bytes == NULL) heap->usable_bytes = malloc_usable_size;
  // In the work room, of which nobody has taken anything yet; at its end, since who takes from its front finds zeros.
  size_t bytes = BLOCKS_AT_ONCE * sizeof(mhs_listed_block);
  heap->failed = heap->work.bytes < bytes;
  if (heap->failed) return;
  mhs_listed_block *blocks = (mhs_listed_block *)(heap->work.start + ((heap->work.bytes - bytes) & ~(size_t)15));
  uintptr_t cursor = 0;
  size_t count;
  while ((count = heap->list(&cursor, blocks, BLOCKS_AT_ONCE)) > 0)
    for (size_t index = 0; index < count; index++) add_block(heap, &blocks[index]);
}

static mhs_blocks blocks_of(const mhs_heap *heap) {
  return (mhs_blocks){heap->addresses, heap->bytes, heap->count, heap->usable_bytes};
}

// In the work room, whose pages nobody has written to yet.
static const uint64_t *blocks_in_use(mhs_heap *heap) {
  size_t bytes = (heap->count + 63) / 64 * sizeof(uint64_t), used = (heap->work.used + 7) & ~(size_t)7;
  if (heap->work.bytes < used + bytes) return NULL;
  uint64_t *in_use = (uint64_t *)(heap->work.start + used);
  heap->work.used = used + bytes;
  memset(in_use, 0, bytes);
  mhs_find_in_use(heap->index, heap->ranges, heap->range_count, in_use);
  return in_use;
}

void mhs_request_graph(void *argument) {
  mhs_heap *heap = argument;
  mhs_blocks blocks = blocks_of(heap);
  heap->index = mhs_make_index(&heap->work, &blocks);
  heap->policies.in_use = heap->index ? blocks_in_use(heap) : NULL;
  heap->failed = heap->policies.in_use == NULL;
  if (heap->failed) return;
  mhs_clear_freed_continuations(heap);
  heap->failed = !mhs_scan(&heap->result, &blocks, heap->index, &heap->policies, &heap->graph);
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
