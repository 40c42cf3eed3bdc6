// Allocation churn with a shallow stack.
#include "CWorkloads.h"
#include "blocks.h"

enum { PLACES = 4096 };

uint64_t churn_blocks(long count) {
  unsigned char **kept = calloc(PLACES, sizeof *kept);
  if (!kept) abort();
  uint64_t state = 1, sum = 0;
  for (long index = 0; index < count; index++) {
    uint64_t random = next_random(&state);
    size_t size = some_size(random);
    unsigned char *block = make_block(size, (int)(random >> 24 & 0xff));
    sum += block[size - 1];
    if (random >> 61 == 0) {
      unsigned char **place = &kept[(random >> 40) % PLACES];
      free(*place);
      *place = block;
    } else {
      free(block);
    }
  }
  for (int place = 0; place < PLACES; place++) free(kept[place]);
  free(kept);
  return sum;
}
