// References from outside of the blocks: data segments, stacks, registers, anonymous memory.
#include "index.h"
#include "room.h"

typedef struct {
  const mhs_index *index;
  uint64_t *seen;  // the blocks that are roots already
  mhs_room *room;  // NULL: `seen` is all that is wanted
  mhs_roots roots;
  uint32_t source;  // of the range that is looked through
  bool is_of_allocator;
} search;

static void append(search *search, uintptr_t place, uint32_t block) {
  if (block == MHS_NONE || mhs_is_in(search->seen, block)) return;
  mhs_insert(search->seen, block);
  if (!search->room) return;
  size_t used = (search->roots.count + 1) * sizeof(mhs_root);
  if (used > mhs_room_left(search->room)) {
    search->room->failed = true;
    return;
  }
  search->roots.roots[search->roots.count++] = (mhs_root){place, block, search->source};
}

// Where glibc's next chunk begins: that word is the block's own.
static bool is_next_chunk(const mhs_index *index, uint32_t block, uintptr_t address) {
  const mhs_blocks *blocks = &index->blocks;
  return block != MHS_NONE && blocks->addresses[block] + mhs_usable_bytes(blocks, block) - 8 == address;
}

static void follow(search *search, uintptr_t place, uintptr_t address) {
  uint32_t block = mhs_find_between(search->index, address);
  if (search->is_of_allocator && is_next_chunk(search->index, block, address)) return;
  append(search, place, block);
}

static void look_through(search *search, uintptr_t start, uintptr_t end) {
  const mhs_index *index = search->index;
  for (uintptr_t place = (start + 7) & ~(uintptr_t)7; place < end && end - place >= 8; place += 8) {
    uint64_t word = *(const uint64_t *)place;
    uintptr_t address = word & MHS_REFERENCE_MASK;
    if (mhs_is_between_blocks(index, address)) follow(search, place, address);
    if (mhs_is_in_side_table(word)) append(search, place, mhs_find_inline(index, word << 3));
  }
}

// The first block that ends behind the address.
static size_t first_block_behind(const mhs_blocks *blocks, uintptr_t address) {
  size_t low = 0, high = blocks->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (blocks->addresses[middle] < address) low = middle + 1;
    else high = middle;
  }
  bool reaches = low > 0 && address - blocks->addresses[low - 1] < mhs_usable_bytes(blocks, low - 1);
  return low - reaches;
}

static void look_through_range(search *search, const mhs_source_range *range) {
  const mhs_blocks *blocks = &search->index->blocks;
  uintptr_t start = range->start;
  search->source = range->source;
  search->is_of_allocator = range->is_of_allocator;
  for (size_t block = first_block_behind(blocks, start); block < blocks->count; block++) {
    if (blocks->addresses[block] >= range->end) break;
    if (blocks->addresses[block] > start) look_through(search, start, blocks->addresses[block]);
    start = blocks->addresses[block] + mhs_usable_bytes(blocks, block);
  }
  look_through(search, start, range->end);
}

void mhs_find_in_use(
    const mhs_index *index, const mhs_source_range *ranges, size_t range_count, uint64_t *in_use) {
  search search = {.index = index, .seen = in_use};
  for (size_t range = 0; range < range_count; range++)
    if (ranges[range].is_of_thread) look_through_range(&search, &ranges[range]);
}

bool mhs_find_roots(
    mhs_room *room, const mhs_blocks *blocks, const mhs_index *index, const mhs_source_range *ranges, size_t range_count,
    mhs_roots *roots) {
  // The set is given back, so it stands at the room's end: roots are as many as there happen to be.
  size_t set_bytes = mhs_set_words(blocks->count) * sizeof(uint64_t);
  mhs_room front = *room;
  if (set_bytes > mhs_room_left(room)) return room->failed = true, false;
  front.bytes = (room->bytes - set_bytes) & ~(size_t)7;
  uint64_t *seen = (uint64_t *)(room->start + front.bytes);
  memset(seen, 0, set_bytes);
  search search = {.index = index, .seen = seen, .room = &front};
  search.roots.roots = mhs_take(&front, 0, sizeof(mhs_root));
  for (size_t range = 0; range < range_count; range++) {
    if (!ranges[range].is_arena) look_through_range(&search, &ranges[range]);
  }
  *roots = search.roots;
  room->failed |= front.failed;
  return mhs_take(room, roots->count, sizeof(mhs_root)) == roots->roots && !front.failed;
}
