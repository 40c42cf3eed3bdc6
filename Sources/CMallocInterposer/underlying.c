// Who does the work of malloc below us; see underlying.h.
//
// malloc_usable_size tells, because we do not define it: it is answered by that library, so its blocks must come from there,
// and so must what its other functions (mallocx, operator new) hand out go back there. mimalloc defines even __libc_malloc.
//
// Runs inside the process's first call of an allocation function. May call dladdr, dlsym of what is there, and dlopen of what is
// loaded: that allocates a list of the library's dependencies, from glibc, which nobody frees. Afterwards nothing changes.
#ifdef __linux__
#define _GNU_SOURCE
#include "underlying.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <unistd.h>

#include "CAllocationRecorder.h"

// Exported by glibc since ever; no dlsym, which would allocate.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void *__libc_valloc(size_t);
extern void *__libc_pvalloc(size_t);
extern void __libc_free(void *);

static const mpr_allocator_functions glibc = {
    __libc_malloc, __libc_calloc, __libc_realloc, __libc_memalign, __libc_valloc, __libc_pvalloc, __libc_free};

// MARK: Another library's

// The recorder knows blocks by their place in units of 32 bytes, which is how far apart glibc's are. Others put smaller ones
// closer together; from this size on theirs are as far apart.
enum { DISTANCE = 32 };

static mpr_allocator_functions other;

static size_t spaced(size_t size) { return size < DISTANCE ? DISTANCE : size; }

static void *other_malloc(size_t size) { return other.malloc(spaced(size)); }

// A product that overflows is not small.
static void *other_calloc(size_t count, size_t size) {
  size_t bytes;
  bool is_small = !__builtin_mul_overflow(count, size, &bytes) && bytes < DISTANCE;
  return is_small ? other.calloc(1, DISTANCE) : other.calloc(count, size);
}

// Some free for size 0 and return NULL, others return a block, which then is made larger.
static void *other_realloc(void *block, size_t size) {
  void *moved = other.realloc(block, size || block == NULL ? spaced(size) : 0);
  if (size || moved == NULL) return moved;
  void *larger = other.realloc(moved, DISTANCE);
  return larger ? larger : moved;
}

static void *other_memalign(size_t alignment, size_t size) {
  return other.memalign(alignment, alignment < DISTANCE ? spaced(size) : size);
}

// Not every allocator has it, and glibc's would give out glibc's memory.
static void *other_pvalloc(size_t size) {
  size_t page = (size_t)getpagesize();
  return other.memalign(page, (size + page - 1) & ~(page - 1));
}

static const mpr_allocator_functions spacing = {
    other_malloc, other_calloc, other_realloc, other_memalign, NULL, other_pvalloc, NULL};

// MARK: Finding it

static void *object_of(const void *address, const char **path) {
  Dl_info info;
  if (!dladdr(address, &info)) return NULL;
  *path = info.dli_fname;
  return info.dli_fbase;
}

// The library that answers malloc_usable_size, when that is not libc; NULL otherwise. Asked for by what comes after us: in
// a program that is not position-independent the symbol's address is the program's own.
static void *other_library(void) {
  const char *path = NULL, *libc = NULL;
  void *answering = object_of(dlsym(RTLD_NEXT, "malloc_usable_size"), &path);
  if (answering == NULL || answering == object_of((const void *)gnu_get_libc_version, &libc)) return NULL;
  return dlopen(path, RTLD_LAZY | RTLD_NOLOAD);
}

static void find_underlying(void) {
  mpr_underlying = glibc;
  mpr_thread_pause();  // the allocator that is found does not know this block
  void *library = other_library();
  mpr_thread_resume();
  if (library == NULL) return;
  other = (mpr_allocator_functions){
      .malloc = dlsym(library, "malloc"),
      .calloc = dlsym(library, "calloc"),
      .realloc = dlsym(library, "realloc"),
      .memalign = dlsym(library, "memalign"),
      .valloc = dlsym(library, "valloc"),
      .free = dlsym(library, "free"),
  };
  mpr_blocks_are_glibcs = false;
  mpr_underlying = spacing;
  mpr_underlying.valloc = other.valloc;
  mpr_underlying.free = other.free;
}

// MARK: The first call

#define FIRST(function, ...) (find_underlying(), mpr_underlying.function(__VA_ARGS__))
static void *first_malloc(size_t size) { return FIRST(malloc, size); }
static void *first_calloc(size_t count, size_t size) { return FIRST(calloc, count, size); }
static void *first_realloc(void *block, size_t size) { return FIRST(realloc, block, size); }
static void *first_memalign(size_t alignment, size_t size) { return FIRST(memalign, alignment, size); }
static void *first_valloc(size_t size) { return FIRST(valloc, size); }
static void *first_pvalloc(size_t size) { return FIRST(pvalloc, size); }
static void first_free(void *block) { FIRST(free, block); }

mpr_allocator_functions mpr_underlying = {
    first_malloc, first_calloc, first_realloc, first_memalign, first_valloc, first_pvalloc, first_free};
#endif
