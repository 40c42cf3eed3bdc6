// Address → entry: which traceback allocated the live block that starts there, and its requested size.
//
// Two levels. A leaf covers 64 MiB of address space with one 4-byte entry for every 32 bytes, because glibc's blocks
// start at least 32 bytes apart: address >> 5 is unique. 1.5 entries, 6 bytes, a live 32-byte block.
//
//   entry = site << 9 | half << 8 | code   code 0...253: the size itself
//                                          code 255: the size stands in the next two entries, 24 bits each
//   0 = no live block                      code 254: such an extension, payload << 8 | 254, low part first
//
// `half` is bit 4 of the address: blocks are 16-byte aligned, so it tells the exact start.
// Why the next entries are free: a block of 254 bytes or more owns the seven granules behind its start.
//
// Concurrency: an entry belongs to the thread that owns the block. Ownership of the address passes through libc's own
// synchronization (released to it after the entry is cleared, handed out before the entry is set), so relaxed stores
// do. A concurrent reader may miss a block that is being born or freed; it never reads a torn entry.
#ifndef MPR_BLOCK_MAP_H
#define MPR_BLOCK_MAP_H
#include "memory.h"
#include <stdbool.h>

#pragma GCC visibility push(hidden)

enum { MPR_GRANULE_SHIFT = 5, MPR_LEAF_SHIFT = 26, MPR_ADDRESS_BITS = 48, MPR_SITE_BITS = 23 };
enum { MPR_EXTENSION = 254, MPR_EXTENDED = 255 };
#define MPR_LEAF_ENTRIES ((size_t)1 << (MPR_LEAF_SHIFT - MPR_GRANULE_SHIFT))
// Two entries more, so that a block at a leaf's end keeps its extension in the leaf.
#define MPR_LEAF_BYTES ((MPR_LEAF_ENTRIES + 2) * sizeof(uint32_t))
#define MPR_LEAVES ((size_t)1 << (MPR_ADDRESS_BITS - MPR_LEAF_SHIFT))

bool mpr_map_prepare(void);     // false without memory
extern uint32_t **mpr_leaves;  // MPR_LEAVES pointers; mapped before recording starts

uint32_t *mpr_make_leaf(uint32_t **place);

typedef struct {
  uint32_t site;  // 0: no live block starts there
  size_t size;
} mpr_block;

static inline uint32_t *mpr_leaf_entry(uint32_t *leaf, uintptr_t address) {
  return &leaf[(address >> MPR_GRANULE_SHIFT) & (MPR_LEAF_ENTRIES - 1)];
}

// The entry of a block that the allocator gave out: the bits above the map's are not looked at, which are 0 in each address of a process,
// or a tag. NULL where no leaf is or can be made.
static inline uint32_t *mpr_entry(uintptr_t address, bool make) {
  uint32_t **place = &mpr_leaves[(address >> MPR_LEAF_SHIFT) & (MPR_LEAVES - 1)];
  uint32_t *leaf = MPR_OBSERVE(*place);
  if (MPR_UNLIKELY(leaf == NULL)) {
    if (!make) return NULL;
    leaf = mpr_make_leaf(place);
    if (leaf == NULL) return NULL;
  }
  return mpr_leaf_entry(leaf, address);
}

static inline void mpr_set_entry(uint32_t *entry, uintptr_t address, uint32_t site, size_t size) {
  uint32_t code = (uint32_t)size;
  if (MPR_UNLIKELY(size >= MPR_EXTENSION)) {
    MPR_WRITE(entry[1], (uint32_t)(size & 0xffffff) << 8 | MPR_EXTENSION);
    MPR_WRITE(entry[2], (uint32_t)(size >> 24 & 0xffffff) << 8 | MPR_EXTENSION);
    code = MPR_EXTENDED;
  }
  MPR_WRITE(*entry, site << 9 | (uint32_t)(address >> 4 & 1) << 8 | code);
}

// False when there is no memory for the leaf.
static inline bool mpr_map_insert(uintptr_t address, uint32_t site, size_t size) {
  uint32_t *entry = mpr_entry(address, true);
  if (MPR_UNLIKELY(entry == NULL)) return false;
  mpr_set_entry(entry, address, site, size);
  return true;
}

static inline mpr_block mpr_entry_block(const uint32_t *entry) {
  uint32_t value = MPR_READ(*entry), code = value & 0xff;
  if (MPR_LIKELY(code < MPR_EXTENSION)) return (mpr_block){value >> 9, code};
  if (code == MPR_EXTENSION) return (mpr_block){0, 0};
  uint64_t low = MPR_READ(entry[1]) >> 8, high = MPR_READ(entry[2]) >> 8;
  return (mpr_block){value >> 9, low | high << 24};
}

// Of any address.
static inline mpr_block mpr_map_find(uintptr_t address) {
  bool is_within = mpr_leaves && address >> MPR_ADDRESS_BITS == 0;
  uint32_t *entry = is_within ? mpr_entry(address, false) : NULL;
  return entry ? mpr_entry_block(entry) : (mpr_block){0, 0};
}

static inline void mpr_clear_entry(uint32_t *entry, size_t size) {
  MPR_WRITE(*entry, 0);
  if (MPR_UNLIKELY(size >= MPR_EXTENSION)) {
    MPR_WRITE(entry[1], 0);
    MPR_WRITE(entry[2], 0);
  }
}

static inline mpr_block mpr_map_remove(uintptr_t address) {
  uint32_t *entry = mpr_entry(address, false);
  if (MPR_UNLIKELY(entry == NULL)) return (mpr_block){0, 0};
  mpr_block block = mpr_entry_block(entry);
  if (MPR_LIKELY(block.site)) mpr_clear_entry(entry, block.size);
  return block;
}

#pragma GCC visibility pop
#endif
