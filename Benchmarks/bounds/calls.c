// The least that can stand in malloc's place, to be preloaded: each thread counts its calls and the bytes that it asks for, and nothing
// else is known.
#include <stddef.h>
#include <stdint.h>

void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
void __libc_free(void *);

// Volatile: nobody reads them.
static __thread volatile uint64_t blocks, bytes, frees __attribute__((tls_model("initial-exec")));

static inline void count(size_t size) {
  blocks++;
  bytes += size;
}

void *malloc(size_t size) {
  count(size);
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count(number * size);
  return __libc_calloc(number, size);
}

void *realloc(void *block, size_t size) {
  count(size);
  return __libc_realloc(block, size);
}

void free(void *block) {
  frees++;
  __libc_free(block);
}
