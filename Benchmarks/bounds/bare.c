// The least that knows what a tracer has to know, to be preloaded: each live block's size and site, each site's blocks and bytes, live
// bytes and their peak, and by the chain of frame pointers whether the thread stands where it stood.
//
// Left out is what makes a profiler of it: it cannot be read while it counts, stopped or cleared; signals, fork, a thread's end and
// memory that runs out are not provided for; no frame without a frame pointer, no line's own bytes, no sites at the peak. Two paths
// may share a site, and blocks an entry. Where a register holds other things than a frame pointer the chain goes astray.
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
void __libc_free(void *);

typedef struct {
  uint64_t allocated_bytes, allocated_blocks, freed_bytes, freed_blocks;
} site_counts;
typedef struct {
  uint32_t size, site;  // 0: no live block
} entry;
enum { ENTRY_BITS = 26, SITES = 1 << 16, MOST_FRAMES = 512, FARTHEST = 1 << 16 };
#define INITIAL __attribute__((tls_model("initial-exec")))

static entry *entries;
static __thread INITIAL site_counts *sites;  // the thread's own
static __thread INITIAL int64_t live, peak;
static __thread INITIAL struct {
  uint32_t count, site;
  struct {
    const uintptr_t *frame;
    uintptr_t caller, address;
  } frames[MOST_FRAMES];
} stack;

static void *mapped(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

__attribute__((constructor(101))) static void begin(void) { entries = mapped(sizeof(entry) << ENTRY_BITS); }

__attribute__((noinline)) static uint32_t walked(const uintptr_t *frame) {
  uint64_t path = 0;
  stack.count = 0;
  for (;;) {
    stack.frames[stack.count].frame = frame;
    stack.frames[stack.count].caller = frame[0];
    stack.frames[stack.count++].address = frame[1];
    path = (path ^ frame[1]) * UINT64_C(0xbf58476d1ce4e5b9);
    path ^= path >> 32;
    uintptr_t next = frame[0] & ~(UINT64_C(1) << 60);  // Swift's mark of async frames
    if (next - (uintptr_t)frame - 16 >= FARTHEST || next % 8 || stack.count == MOST_FRAMES) break;
    frame = (const uintptr_t *)next;
  }
  return stack.site = 1 + path % (SITES - 1);
}

static inline uint32_t site_of(const uintptr_t *frame) {
  if (stack.count == 0 || stack.frames[0].frame != frame) return walked(frame);
  for (uint32_t k = 0; k < stack.count; k++)
    if (stack.frames[k].frame[0] != stack.frames[k].caller || stack.frames[k].frame[1] != stack.frames[k].address) return walked(frame);
  return stack.site;
}

static inline entry *entry_of(const void *block) { return &entries[(uintptr_t)block >> 5 & (((uintptr_t)1 << ENTRY_BITS) - 1)]; }

static inline void allocated(const void *block, size_t size, const void *frame) {
  if (block == NULL || entries == NULL) return;
  if (__builtin_expect(sites == NULL, 0) && (sites = mapped(SITES * sizeof(site_counts))) == NULL) return;
  uint32_t site = site_of(frame);
  *entry_of(block) = (entry){(uint32_t)size, site};
  sites[site].allocated_bytes += size;
  sites[site].allocated_blocks++;
  live += (int64_t)size;
  if (live > peak) peak = live;
}

static inline void released(const void *block) {
  if (block == NULL || entries == NULL || sites == NULL) return;
  entry *at = entry_of(block);
  if (at->site == 0) return;
  sites[at->site].freed_bytes += at->size;
  sites[at->site].freed_blocks++;
  live -= at->size;
  at->site = 0;
}

void *malloc(size_t size) {
  void *block = __libc_malloc(size);
  allocated(block, size, __builtin_frame_address(0));
  return block;
}

void *calloc(size_t number, size_t size) {
  void *block = __libc_calloc(number, size);
  allocated(block, number * size, __builtin_frame_address(0));
  return block;
}

void *realloc(void *block, size_t size) {
  released(block);
  void *moved = __libc_realloc(block, size);
  allocated(moved, size, __builtin_frame_address(0));
  return moved;
}

void free(void *block) {
  released(block);
  __libc_free(block);
}
