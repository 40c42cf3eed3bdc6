// Which block holds an address. Filled in ascending order, so each leaf is written once, from its front to its end.
#include "index.h"

#include "room.h"

// The node below the entry of `top` that covers the region.
static uint64_t *node_of_region(mhs_room *room, mhs_index *index, uintptr_t region) {
  uint64_t *entry = &index->top[region >> MHS_NODE_SHIFT];
  if (!*entry || *entry & 1) {
    uint64_t *node = mhs_take_zeroed(room, MHS_NODE_ENTRIES, sizeof(uint64_t));
    if (!node) return NULL;
    *entry = (uint64_t)(uintptr_t)node;
  }
  return (uint64_t *)*entry;
}

// Fills the cells of the region in which `next` starts; the number of the first block behind it.
static uint32_t fill_cells(mhs_cell *cells, const mhs_blocks *blocks, uint32_t next) {
  uintptr_t end = blocks->addresses[next] >> MHS_REGION_SHIFT << MHS_REGION_SHIFT;
  for (size_t cell = 0; cell < MHS_NODE_ENTRIES; cell++) {
    uint32_t before = next, starts = 0;
    end += 1 << MHS_CELL_SHIFT;
    for (; next < blocks->count && blocks->addresses[next] < end; next++) {
      starts |= UINT32_C(1) << (blocks->addresses[next] >> 3 & 31);
    }
    cells[cell] = (mhs_cell){before, starts};
  }
  return next;
}

// Enters the block for the regions after its own that it covers and no other block starts in.
static bool fill_tail(mhs_room *room, mhs_index *index, uint32_t block) {
  const mhs_blocks *blocks = &index->blocks;
  uintptr_t start = blocks->addresses[block], limit = (uintptr_t)1 << MHS_ADDRESS_BITS;
  size_t bytes = mhs_usable_bytes(blocks, block);
  uintptr_t end = bytes < limit - start ? start + bytes : limit;
  if (end == start) return true;
  uintptr_t region = (start >> MHS_REGION_SHIFT) + 1, last = (end - 1) >> MHS_REGION_SHIFT;
  bool is_shared = block + 1 < blocks->count && blocks->addresses[block + 1] >> MHS_REGION_SHIFT == last;
  uint64_t entry = (uint64_t)block << 1 | 1;
  for (uintptr_t stop = last + !is_shared; region < stop;) {
    bool is_whole_span = region % MHS_NODE_ENTRIES == 0 && stop - region >= MHS_NODE_ENTRIES;
    uint64_t *node = is_whole_span ? NULL : node_of_region(room, index, region);
    if (!is_whole_span && !node) return false;
    *(is_whole_span ? &index->top[region >> MHS_NODE_SHIFT] : &node[region % MHS_NODE_ENTRIES]) = entry;
    region += is_whole_span ? MHS_NODE_ENTRIES : 1;
  }
  return true;
}

static bool fill(mhs_room *room, mhs_index *index) {
  const mhs_blocks *blocks = &index->blocks;
  for (uint32_t next = 0; next < blocks->count;) {
    if (blocks->addresses[next] >> MHS_ADDRESS_BITS) return false;
    uintptr_t region = blocks->addresses[next] >> MHS_REGION_SHIFT;
    uint64_t *node = node_of_region(room, index, region);
    mhs_cell *cells = mhs_take(room, MHS_NODE_ENTRIES, sizeof(mhs_cell));
    if (!node || !cells) return false;
    node[region % MHS_NODE_ENTRIES] = (uint64_t)(uintptr_t)cells;
    next = fill_cells(cells, blocks, next);
    if (!fill_tail(room, index, next - 1)) return false;
  }
  return true;
}

mhs_index *mhs_make_index(mhs_room *room, const mhs_blocks *blocks) {
  if (blocks->count >= MHS_NONE) return NULL;
  mhs_index *index = mhs_take(room, 1, sizeof *index);
  uint64_t *top = mhs_take_zeroed(room, MHS_TOP_ENTRIES, sizeof(uint64_t));
  if (!index || !top) return NULL;
  *index = (mhs_index){.blocks = *blocks, .top = top};
  if (!blocks->count) return index;
  size_t last = blocks->count - 1;
  size_t last_bytes = mhs_usable_bytes(blocks, last);
  index->lowest = blocks->addresses[0];
  index->bytes = blocks->addresses[last] - index->lowest + (last_bytes ? last_bytes : 1);
  uintptr_t limit = ((uintptr_t)1 << MHS_ADDRESS_BITS) - index->lowest;
  if (index->bytes > limit) index->bytes = limit;
  return fill(room, index) ? index : NULL;
}

uint32_t mhs_find(const mhs_index *index, uintptr_t address) { return mhs_find_inline(index, address); }
