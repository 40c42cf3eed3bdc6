// malloc_usable_size answers what was asked for, as under valgrind: from that Swift's arrays and strings take how far they may grow, and
// would make other blocks than there. Loaded behind the recorder, which knows what was asked for.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern bool mpr_find_block(const void *block, uint32_t *site, size_t *size) __attribute__((weak));

size_t malloc_usable_size(void *block) {
  uint32_t site;
  size_t size;
  if (mpr_find_block && mpr_find_block(block, &site, &size)) return size;
  size_t (*next)(void *) = (size_t (*)(void *))dlsym(RTLD_NEXT, "malloc_usable_size");
  return next(block);
}
