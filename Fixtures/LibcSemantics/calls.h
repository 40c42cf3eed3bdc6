// Prints what libc's allocation functions answer to ordinary and to bad requests: whether a block came, how it is
// aligned, what errno says, what stands in the block. Run on glibc alone and through the interposer, the outputs must
// be the same. Included by both programs.
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// Out of the optimizer's sight: a block that it knows, it removes.
static void *volatile escape;
static void *hidden(void *block) {
  escape = block;
  return escape;
}
static volatile size_t opaque_size;
static size_t size_of(size_t size) {
  opaque_size = size;
  return opaque_size;
}
#define HUGE (SIZE_MAX / 2 + 1)

// "block" or "NULL", errno, whether the alignment that was asked for holds, and the usable size of blocks of malloc's own
// alignment (of others it depends on where in the heap they came to lie).
static void report(const char *call, void *block, size_t alignment) {
  int error = errno;
  printf("%s: %s errno %d aligned %d usable %zu\n", call, block ? "block" : "NULL", block ? 0 : error,
         block == NULL || (uintptr_t)block % alignment == 0,
         block && alignment == 16 ? malloc_usable_size(block) : 0);
  errno = 0;
}

static void sizes(void) {
  size_t sizes[] = {0, 1, 24, 25, 253, 254, 255, 4096, 200000, 1 << 25, HUGE, SIZE_MAX};
  for (size_t index = 0; index < sizeof sizes / sizeof *sizes; index++) {
    char name[64];
    errno = 0;
    void *block = hidden(malloc(size_of(sizes[index])));
    snprintf(name, sizeof name, "malloc %zu", sizes[index]);
    report(name, block, 16);
    free(block);
    block = hidden(calloc(1, size_of(sizes[index])));
    snprintf(name, sizeof name, "calloc %zu", sizes[index]);
    report(name, block, 16);
    if (block && sizes[index]) printf("zeroed %d\n", ((char *)block)[0] == 0 && ((char *)block)[sizes[index] - 1] == 0);
    free(block);
  }
}

static void overflows(void) {
  report("calloc overflow", hidden(calloc(size_of(SIZE_MAX / 2), 3)), 1);
  void *block = hidden(malloc(100));
  memset(block, 7, 100);
  errno = 0;
  void *moved = hidden(reallocarray(block, size_of(SIZE_MAX / 2), 3));
  report("reallocarray overflow", moved, 1);
  printf("kept %d\n", ((char *)block)[99]);
  errno = 0;
  report("realloc huge", hidden(realloc(block, size_of(HUGE))), 1);
  printf("kept %d\n", ((char *)block)[99]);
  free(block);
  report("pvalloc overflow", hidden(pvalloc(size_of(SIZE_MAX))), 1);
  report("valloc overflow", hidden(valloc(size_of(SIZE_MAX))), 1);
  report("memalign overflow", hidden(memalign(64, size_of(SIZE_MAX))), 1);
}

static void reallocations(void) {
  char *block = hidden(realloc(NULL, size_of(10)));
  strcpy(block, "123456789");
  size_t sizes[] = {20, 300, 100000, 400000, 50, 5};
  for (size_t index = 0; index < sizeof sizes / sizeof *sizes; index++) {
    block = hidden(realloc(block, size_of(sizes[index])));
    printf("realloc %zu keeps %.4s usable %zu\n", sizes[index], block, malloc_usable_size(block));
  }
  errno = 0;
  report("realloc to 0", hidden(realloc(block, size_of(0))), 1);
  block = hidden(reallocarray(NULL, 10, 10));
  report("reallocarray", block, 16);
  free(block);
}

static void alignments(void) {
  size_t alignments[] = {0, 1, 3, 8, 16, 24, 64, 4096, 1 << 20, HUGE};
  for (size_t index = 0; index < sizeof alignments / sizeof *alignments; index++) {
    char name[64];
    size_t alignment = size_of(alignments[index]), held = alignment && !(alignment & (alignment - 1)) ? alignment : 1;
    void *block = NULL;
    errno = 0;
    int result = posix_memalign(&block, alignment, 100);
    snprintf(name, sizeof name, "posix_memalign %zu gives %d", alignment, result);
    report(name, result ? NULL : block, held);
    if (result == 0) free(block);
    snprintf(name, sizeof name, "aligned_alloc %zu", alignment);
    block = hidden(aligned_alloc(alignment, 100));
    report(name, block, held);
    free(block);
    snprintf(name, sizeof name, "memalign %zu", alignment);
    block = hidden(memalign(alignment, 100));
    report(name, block, held);
    free(block);
  }
  void *block = hidden(valloc(100));
  report("valloc", block, 4096);
  free(block);
  block = hidden(pvalloc(100));
  report("pvalloc", block, 4096);
  free(block);
}

static void nothing(void) {
  errno = 42;
  free(NULL);
  printf("free NULL leaves errno %d\n", errno);
  void *block = hidden(malloc(1000));
  errno = 42;
  free(block);
  printf("free leaves errno %d\n", errno);
  block = hidden(malloc(10));
  printf("malloc leaves errno %d\n", errno);
  free(block);
  printf("malloc_usable_size of NULL %zu\n", malloc_usable_size(NULL));
}

static void child(void) {
  fflush(stdout);
  if (fork() == 0) {
    free(hidden(malloc(1000)));
    printf("child allocates\n");
    fflush(stdout);
    _exit(7);
  }
  int status = 0;
  wait(&status);
  printf("child ended with %d\n", WEXITSTATUS(status));
}

int main(void) {
  sizes();
  overflows();
  reallocations();
  alignments();
  nothing();
  child();
  return 0;
}
