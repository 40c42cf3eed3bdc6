// Where blocks start, as a tree of three levels over the address space; see index.c for how it is filled.
//
// A node covers 16 GiB with each of its entries, a node below it 2 MiB, and a leaf's cell 256 bytes, with a bit for each 8 of them.
// An entry is 0 where no block is, or a child, or, odd, the number of the one block that covers all of it and starts before.
#ifndef MHS_INDEX_H
#define MHS_INDEX_H

#include "CHeapScan.h"

// What is left of a word that may be a reference: without Swift's spare bits. Addresses of processes have no others.
#if defined(__aarch64__)
enum { MHS_ADDRESS_BITS = 48 };
#else
enum { MHS_ADDRESS_BITS = 47 };
#endif
#define MHS_REFERENCE_MASK (((UINT64_C(1) << MHS_ADDRESS_BITS) - 1) & ~UINT64_C(7))

enum {
  MHS_CELL_SHIFT = 8,
  MHS_NODE_SHIFT = 13,
  MHS_NODE_ENTRIES = 1 << MHS_NODE_SHIFT,
  MHS_REGION_SHIFT = MHS_CELL_SHIFT + MHS_NODE_SHIFT,  // a leaf covers a region
  MHS_SPAN_SHIFT = MHS_REGION_SHIFT + MHS_NODE_SHIFT,
  MHS_TOP_ENTRIES = 1 << (MHS_ADDRESS_BITS - MHS_SPAN_SHIFT),
};

typedef struct {
  uint32_t before;  // how many blocks start before the cell
  uint32_t starts;
} mhs_cell;

struct mhs_index {
  uintptr_t lowest, bytes;  // of all blocks, from the first's start to the last's end
  mhs_blocks blocks;
  uint64_t *top;
};

// Bytes that belong to the block; never more than up to the next one, whatever malloc's own record of it says.
static inline size_t mhs_usable_bytes(const mhs_blocks *blocks, size_t block) {
  uintptr_t start = blocks->addresses[block];
  size_t bytes = blocks->usable_bytes((void *)start);
  if (block + 1 == blocks->count) return bytes;
  size_t distance = blocks->addresses[block + 1] - start;
  return bytes < distance ? bytes : distance;
}

static inline uint32_t mhs_if_inside(const mhs_index *index, uint32_t block, uintptr_t address) {
  if (block >= index->blocks.count) return MHS_NONE;
  uintptr_t offset = address - index->blocks.addresses[block];
  if (offset == 0 || offset < index->blocks.bytes[block]) return block;
  return offset < mhs_usable_bytes(&index->blocks, block) ? block : MHS_NONE;
}

static inline bool mhs_is_between_blocks(const mhs_index *index, uintptr_t address) {
  return address - index->lowest < index->bytes;
}

// The entry of the lowest node, or the one above it, that covers an address between the lowest and the highest.
static inline uint64_t mhs_entry(const mhs_index *index, uintptr_t address) {
  uint64_t entry = index->top[address >> MHS_SPAN_SHIFT];
  if (!entry || entry & 1) return entry;
  return ((const uint64_t *)entry)[address >> MHS_REGION_SHIFT & (MHS_NODE_ENTRIES - 1)];
}

static inline const mhs_cell *mhs_cell_of(uint64_t entry, uintptr_t address) {
  return (const mhs_cell *)entry + (address >> MHS_CELL_SHIFT & (MHS_NODE_ENTRIES - 1));
}

// Entries are few and near; cells are what a search waits for.
static inline void mhs_fetch_cell(const mhs_index *index, uintptr_t address) {
  uint64_t entry = mhs_entry(index, address);
  if (entry && !(entry & 1)) __builtin_prefetch(mhs_cell_of(entry, address));
}

// mhs_find for an address between the lowest and the highest. A block's start is told by its bit alone, without a look at the block.
static inline uint32_t mhs_find_between(const mhs_index *index, uintptr_t address) {
  uint64_t entry = mhs_entry(index, address);
  if (!entry) return MHS_NONE;
  if (entry & 1) return mhs_if_inside(index, (uint32_t)(entry >> 1), address);
  mhs_cell cell = *mhs_cell_of(entry, address);
  uint32_t starts = cell.starts << (31 - (address >> 3 & 31));  // those up to the address, its own on top
  uint32_t block = cell.before + (uint32_t)__builtin_popcount(starts) - 1;
  return starts >> 31 && !(address & 7) ? block : mhs_if_inside(index, block, address);
}

static inline uint32_t mhs_find_inline(const mhs_index *index, uintptr_t address) {
  return mhs_is_between_blocks(index, address) ? mhs_find_between(index, address) : MHS_NONE;
}

// A word that two bits on top mark as reference counts that stand in a side table is the table's address, shifted.
static inline bool mhs_is_in_side_table(uint64_t counts) { return counts >> 62 == 3; }

// The word at an address that may be anything; false if it is not all in a block.
static inline bool mhs_read_word(const mhs_index *index, uintptr_t address, uint64_t *word) {
  uint32_t block = mhs_find_inline(index, address);
  if (address & 7 || block == MHS_NONE || mhs_find_inline(index, address + 7) != block) return false;
  *word = *(const uint64_t *)address;
  return true;
}

#endif
