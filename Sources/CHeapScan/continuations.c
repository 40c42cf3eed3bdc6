// What libdispatch freed and keeps: a list of continuations for each thread, malloc's blocks that are live and hold what they once called.
// Nothing of it is a reference but the list itself. Only what a thread is about to call may be on its list already: libdispatch
// puts the continuation there before it loads what to call, and has its address in a register meanwhile.
//
// The list hangs in a thread-local structure of libdispatch's that no symbol names in a stripped program: {thread's number, queue,
// frame, list}, known by the number.
#include "continuations.h"

enum { LIST = 3, NEXT = 2, SEARCHED_BYTES = 16384, MOST_CONTINUATIONS = 1 << 20 };

// Thread-local variables lie below the thread pointer on x86-64, above it and two words of glibc's elsewhere.
static void find_storage(const mhs_heap *heap, uintptr_t thread_pointer, uintptr_t *start, uintptr_t *end) {
#ifdef __x86_64__
  uintptr_t inside = thread_pointer - 8;
#else
  uintptr_t inside = thread_pointer + 16;
#endif
  *start = *end = 0;
  for (size_t index = 0; index < heap->range_count; index++) {
    const mhs_source_range *range = &heap->ranges[index];
    if (inside < range->start || inside >= range->end) continue;
#ifdef __x86_64__
    *end = thread_pointer;
    *start = thread_pointer - range->start > SEARCHED_BYTES ? thread_pointer - SEARCHED_BYTES : range->start;
#else
    *start = inside;
    *end = range->end - inside > SEARCHED_BYTES ? inside + SEARCHED_BYTES : range->end;
#endif
  }
}

// The block at this very address when it can be a continuation; NULL.
static uint64_t *continuation_at(const mhs_heap *heap, uint64_t address) {
  enum { LEAST_BYTES = 64, MOST_BYTES = 128 };
  uint32_t block = mhs_find(heap->index, address);
  if (block == MHS_NONE || heap->addresses[block] != address) return NULL;
  return heap->bytes[block] >= LEAST_BYTES && heap->bytes[block] <= MOST_BYTES ? (uint64_t *)address : NULL;
}

static bool is_in_register(const mhs_thread_storage *thread, uintptr_t address) {
  for (size_t number = 0; number < thread->register_count; number++)
    if (thread->registers[number] == address) return true;
  return false;
}

static void clear(const mhs_heap *heap, uint64_t *continuation) {
  size_t words = heap->bytes[mhs_find(heap->index, (uintptr_t)continuation)] / 8;
  for (size_t word = 0; word < words; word++)
    if (word != NEXT) continuation[word] = 0;
}

static void clear_list(const mhs_heap *heap, const mhs_thread_storage *thread, uint64_t first) {
  uint64_t *continuation = continuation_at(heap, first);
  for (size_t count = 0; continuation && count < MOST_CONTINUATIONS; count++) {
    if (!is_in_register(thread, (uintptr_t)continuation)) clear(heap, continuation);
    continuation = continuation_at(heap, continuation[NEXT]);
  }
}

void mhs_clear_freed_continuations(const mhs_heap *heap) {
  for (size_t index = 0; index < heap->thread_count; index++) {
    const mhs_thread_storage *thread = &heap->threads[index];
    uintptr_t start, end;
    find_storage(heap, thread->thread_pointer, &start, &end);
    start = (start + 7) & ~(uintptr_t)7;
    for (const uint64_t *word = (const uint64_t *)start; (uintptr_t)(word + LIST + 1) <= end; word++)
      if (*word == (uint64_t)thread->number) clear_list(heap, thread, word[LIST]);
  }
}
