// The recorder's own memory. System calls: mmap, munmap and madvise; no lock, no per-thread state.
#ifdef __linux__
#define _GNU_SOURCE
#include "CAllocationRecorder.h"
#include "memory.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint64_t mapped_bytes;

// What is mapped, for those who explain where the process's memory goes. Slots are taken once and written by their
// taker; 0 bytes: not written yet, or unmapped again. Each chunk is a mapping and its own first entry.
typedef struct { uintptr_t start; size_t bytes; } mapping;
enum { MAPPINGS_A_CHUNK = 4096, MAPPING_CHUNKS = 256 };
static mapping *mapping_chunks[MAPPING_CHUNKS];
static uint32_t mapping_count;

void *mpr_system_map(void *address, size_t size, int protection, int flags, int file, long offset) {
  return (void *)syscall(SYS_mmap, address, size, protection, flags, file, offset);
}

static void *map_pages(size_t bytes) {
  void *memory = mpr_system_map(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

static void note_mapping(uintptr_t start, size_t bytes) {
  uint32_t index = __atomic_fetch_add(&mapping_count, 1, __ATOMIC_RELAXED), chunk = index / MAPPINGS_A_CHUNK;
  if (chunk >= MAPPING_CHUNKS) return;
  mapping *there = MPR_OBSERVE(mapping_chunks[chunk]), *made;
  if (there == NULL && (made = map_pages(MAPPINGS_A_CHUNK * sizeof(mapping))) != NULL) {
    if (__atomic_compare_exchange_n(&mapping_chunks[chunk], &there, made, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
      there = made;
    else
      munmap(made, MAPPINGS_A_CHUNK * sizeof(mapping));
  }
  if (there == NULL) return;
  MPR_WRITE(there[index % MAPPINGS_A_CHUNK].start, start);
  MPR_PUBLISH(there[index % MAPPINGS_A_CHUNK].bytes, bytes);
}

// Only what was mapped a moment ago is unmapped: see mpr_unmap.
static void forget_mapping(uintptr_t start) {
  for (uint32_t index = MPR_READ(mapping_count); index-- > 0;) {
    mapping *there = index / MAPPINGS_A_CHUNK < MAPPING_CHUNKS ? MPR_OBSERVE(mapping_chunks[index / MAPPINGS_A_CHUNK]) : NULL;
    if (there == NULL || MPR_READ(there[index % MAPPINGS_A_CHUNK].start) != start) continue;
    MPR_PUBLISH(there[index % MAPPINGS_A_CHUNK].bytes, 0);
    return;
  }
}

void mpr_visit_own_memory(void (*visit)(uintptr_t start, size_t bytes, void *context), void *context) {
  for (uint32_t chunk = 0; chunk < MAPPING_CHUNKS; chunk++) {
    const mapping *there = MPR_OBSERVE(mapping_chunks[chunk]);
    if (there == NULL) return;
    visit((uintptr_t)there, MAPPINGS_A_CHUNK * sizeof(mapping), context);
    for (uint32_t index = 0; index < MAPPINGS_A_CHUNK; index++) {
      size_t bytes = MPR_OBSERVE(there[index].bytes);  // once: they may be unmapped meanwhile
      if (bytes) visit(MPR_READ(there[index].start), bytes, context);
    }
  }
}

static void *map_noted(size_t bytes) {
  void *memory = map_pages(bytes);
  if (memory == NULL) return NULL;
  note_mapping((uintptr_t)memory, bytes);
  // A huge page for one touched entry would show in the very RSS that is being measured.
  madvise(memory, bytes, MADV_NOHUGEPAGE);
  return memory;
}

static void unmap_noted(void *memory, size_t bytes) {
  forget_mapping((uintptr_t)memory);
  munmap(memory, bytes);
}

// Small tables are cut from a region, by whole pages. A program with new call paths at each allocation would spend a sixth of its time
// on mapping them one by one.
enum { REGION_BYTES = 512 << 10, LARGEST_PIECE = 32 << 10 };
static uintptr_t region;  // where it starts | how many of its pages are cut off, in the bits that a page's address has not

static void *cut_piece(size_t bytes) {
  size_t page = getauxval(AT_PAGESZ), pages = (bytes + page - 1) / page;
  uintptr_t now = MPR_OBSERVE(region);
  for (;;) {
    bool has_room = now && ((now & (page - 1)) + pages) * page <= REGION_BYTES;
    uintptr_t from = has_room ? now : (uintptr_t)map_noted(REGION_BYTES), used = from & (page - 1);
    if (from == 0) return NULL;
    if (__atomic_compare_exchange_n(&region, &now, from + pages, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
      return (void *)(from - used + used * page);
    if (!has_room) unmap_noted((void *)from, REGION_BYTES);
  }
}

void *mpr_map(size_t bytes) {
  int saved = errno;
  void *memory = bytes <= LARGEST_PIECE ? cut_piece(bytes) : map_noted(bytes);
  if (memory != NULL) __atomic_fetch_add(&mapped_bytes, bytes, __ATOMIC_RELAXED);
  errno = saved;
  return memory;
}

void mpr_unmap(void *memory, size_t bytes) {
  int saved = errno;
  if (bytes <= LARGEST_PIECE) madvise(memory, bytes, MADV_DONTNEED);
  else unmap_noted(memory, bytes);
  __atomic_fetch_sub(&mapped_bytes, bytes, __ATOMIC_RELAXED);
  errno = saved;
}

void mpr_discard(void *memory, size_t bytes) {
  int saved = errno;
  madvise(memory, bytes, MADV_DONTNEED);
  errno = saved;
}

void *mpr_map_once(void **place, size_t bytes) {
  void *there = NULL, *made = mpr_map(bytes);
  if (made == NULL) return NULL;
  if (__atomic_compare_exchange_n(place, &there, made, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return made;
  mpr_unmap(made, bytes);  // another thread was first
  return there;
}

uint64_t mpr_mapped_bytes(void) { return __atomic_load_n(&mapped_bytes, __ATOMIC_RELAXED); }
#endif
