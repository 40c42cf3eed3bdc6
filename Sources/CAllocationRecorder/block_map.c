// The directory of the address map, and the list of what stands in it.
#ifdef __linux__
#define _GNU_SOURCE
#include "block_map.h"

#include <fcntl.h>
#include <unistd.h>

#include "recorder.h"

uint32_t **mpr_leaves;

// A bit for each LEAVES_A_GROUP leaves, 4 GiB: the directory has four million places and a program some ten leaves.
enum { LEAVES_A_GROUP = 64 };
static uint64_t groups_in_use[MPR_LEAVES / LEAVES_A_GROUP / 64];

bool mpr_map_prepare(void) {
  if (mpr_leaves == NULL) mpr_leaves = mpr_map(MPR_LEAVES * sizeof(uint32_t *));
  return mpr_leaves != NULL;
}

uint32_t *mpr_make_leaf(uint32_t **place) {
  size_t group = (size_t)(place - mpr_leaves) / LEAVES_A_GROUP;
  uint32_t *leaf = mpr_mapped_once((void **)place, MPR_LEAF_BYTES);
  if (leaf) __atomic_fetch_or(&groups_in_use[group / 64], UINT64_C(1) << group % 64, __ATOMIC_RELEASE);
  return leaf;
}

// The first leaf from `index` on; NULL when there is none.
static const uint32_t *next_leaf(size_t *index) {
  for (; *index < MPR_LEAVES; ++*index) {
    size_t group = *index / LEAVES_A_GROUP;
    if ((MPR_OBSERVE(groups_in_use[group / 64]) >> group % 64 & 1) == 0) {
      *index |= LEAVES_A_GROUP - 1;
      continue;
    }
    const uint32_t *leaf = MPR_OBSERVE(mpr_leaves[*index]);
    if (leaf) return leaf;
  }
  return NULL;
}

// A block that is being born may stand there with half of its size: then its extension is not marked as one yet.
static bool is_whole(const uint32_t *entry, mpr_block block) {
  return block.size < MPR_EXTENSION ||
         ((MPR_READ(entry[1]) & 0xff) == MPR_EXTENSION && (MPR_READ(entry[2]) & 0xff) == MPR_EXTENSION);
}

// What the kernel says of a leaf's pages: reading one that was never written would map it.
typedef struct {
  size_t entries_a_page;
  uint64_t states[MPR_LEAF_BYTES / 4096 + 2];
} leaf_pages;
#define EVER_WRITTEN (UINT64_C(3) << 62)  // present, or swapped out

static void find_pages(leaf_pages *pages, const uint32_t *leaf) {
  uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  pages->entries_a_page = page_size / sizeof(uint32_t);
  ssize_t wanted = (ssize_t)((MPR_LEAF_BYTES + page_size - 1) / page_size * sizeof(uint64_t));
  int file = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  ssize_t got = file < 0 ? -1 : pread(file, pages->states, (size_t)wanted, (off_t)((uintptr_t)leaf / page_size * 8));
  if (file >= 0) close(file);
  if (got != wanted) __builtin_memset(pages->states, 0xff, sizeof pages->states);  // then all are read
}

// The first entry from `entry` on that is not on such a page.
static size_t next_written(const leaf_pages *pages, size_t entry) {
  while (entry < MPR_LEAF_ENTRIES && (pages->states[entry / pages->entries_a_page] & EVER_WRITTEN) == 0)
    entry = (entry / pages->entries_a_page + 1) * pages->entries_a_page;
  return entry;
}

// Of the first `count` entries: how many, up to the last on such a page.
static size_t count_to_written(const leaf_pages *pages, size_t count) {
  while (count > 0 && (pages->states[(count - 1) / pages->entries_a_page] & EVER_WRITTEN) == 0)
    count = (count - 1) / pages->entries_a_page * pages->entries_a_page;
  return count;
}

// Which blocks are listed: an excerpt's, or those whose site is of a period from here on.
typedef struct {
  const mpr_excerpt *excerpt;
  uint32_t first_site;
  bool has_uncounted;
} listing;

static bool is_wanted(uint32_t site_or_alias, uint32_t site, listing wanted) {
  if (site == MPR_UNCOUNTED_SITE) return wanted.has_uncounted;
  return wanted.excerpt ? mpr_is_of_excerpt(site_or_alias, wanted.excerpt) : site >= wanted.first_site;
}

// Eight entries at a time, of which a large block leaves most empty. Its size would lead further, but a block that was freed behind our
// back must hide none.
static size_t next_entry(const uint32_t *leaf, size_t entry, size_t end) {
  typedef uint64_t __attribute__((may_alias)) two_entries;
  for (; entry % 8 == 0 && entry + 8 <= end; entry += 8) {
    const two_entries *at = (const two_entries *)&leaf[entry];
    if (MPR_READ(at[0]) | MPR_READ(at[1]) | MPR_READ(at[2]) | MPR_READ(at[3])) break;
  }
  return entry;
}

static size_t list_leaf(
    const uint32_t *leaf, size_t *entry, uintptr_t start, listing wanted, mpr_live_block *into,
    size_t capacity) {
  size_t count = 0, end_of_page = 0;
  leaf_pages pages;
  find_pages(&pages, leaf);
  while (count < capacity) {
    if (*entry >= end_of_page) {
      *entry = next_written(&pages, *entry);
      end_of_page = (*entry / pages.entries_a_page + 1) * pages.entries_a_page;
    }
    if (*entry >= MPR_LEAF_ENTRIES) break;
    *entry = next_entry(leaf, *entry, end_of_page);
    if (*entry == end_of_page) continue;
    uintptr_t block_start = start + ((uintptr_t)*entry << MPR_GRANULE_SHIFT);
    const uint32_t *at = &leaf[(*entry)++];
    if (MPR_READ(*at) == 0) continue;
    mpr_block block = mpr_entry_block(at);
    uint32_t site = mpr_site_behind(block.site);
    if (block.site == 0 || !is_wanted(block.site, site, wanted) || !is_whole(at, block)) continue;
    uintptr_t half = MPR_READ(*at) >> 8 & 1;
    if (site == MPR_UNCOUNTED_SITE) site = MPR_NOT_COUNTED;
    into[count++] = (mpr_live_block){block_start + 16 * half, block.size, site};
  }
  return count;
}

// The last block that starts at or before both the entry and the address, which may be in the tail of one block where the
// next block is already the entry's; false when the leaf has none there.
static bool last_block(
    const uint32_t *leaf, size_t entry, uintptr_t start, uintptr_t limit, mpr_live_block *found) {
  leaf_pages pages;
  find_pages(&pages, leaf);
  for (size_t count = entry + 1; (count = count_to_written(&pages, count)) > 0; count--) {
    const uint32_t *at = &leaf[count - 1];
    mpr_block block = mpr_entry_block(at);
    if (block.site == 0) continue;
    uintptr_t half = MPR_READ(*at) >> 8 & 1;
    uintptr_t address = start + ((uintptr_t)(count - 1) << MPR_GRANULE_SHIFT) + 16 * half;
    if (address > limit) continue;
    *found = (mpr_live_block){address, block.size, mpr_site_behind(block.site)};
    return is_whole(at, block);
  }
  return false;
}

// How far a block may reach beyond the leaf it starts in, in leaves: 256 GiB.
enum { LEAVES_A_BLOCK = 4096 };

bool mpr_find_block_around(const void *address, mpr_live_block *found) {
  uintptr_t at = (uintptr_t)address;
  if (mpr_leaves == NULL || at >> MPR_ADDRESS_BITS) return false;
  size_t entry = at >> MPR_GRANULE_SHIFT & (MPR_LEAF_ENTRIES - 1), index = at >> MPR_LEAF_SHIFT;
  for (int leaves = 0; leaves < LEAVES_A_BLOCK; leaves++, entry = MPR_LEAF_ENTRIES - 1) {
    const uint32_t *leaf = MPR_OBSERVE(mpr_leaves[index]);
    if (leaf && last_block(leaf, entry, (uintptr_t)index << MPR_LEAF_SHIFT, at, found))
      return at - found->address < found->size + (found->size == 0) && mpr_counts_now(found->site);
    if (index-- == 0) return false;
  }
  return false;
}

static size_t list(listing wanted, uintptr_t *cursor, mpr_live_block *into, size_t capacity) {
  size_t index = *cursor >> MPR_LEAF_SHIFT, count = 0;
  size_t entry = *cursor >> MPR_GRANULE_SHIFT & (MPR_LEAF_ENTRIES - 1);
  const uint32_t *leaf;
  while (mpr_leaves && count < capacity) {
    size_t began = index;
    leaf = next_leaf(&index);
    if (leaf == NULL) break;
    if (index != began) entry = 0;
    count += list_leaf(leaf, &entry, (uintptr_t)index << MPR_LEAF_SHIFT, wanted, &into[count], capacity - count);
    if (entry >= MPR_LEAF_ENTRIES) entry = 0, index++;
  }
  *cursor = (uintptr_t)index << MPR_LEAF_SHIFT | (uintptr_t)entry << MPR_GRANULE_SHIFT;
  return count;
}

size_t mpr_list_blocks(const mpr_excerpt *excerpt, uintptr_t *cursor, mpr_live_block *into, size_t capacity) {
  const mpr_period *period = MPR_OBSERVE(mpr_current_period);
  uint32_t first_site = period ? period->first_site : 0;
  return list((listing){excerpt, first_site, false}, cursor, into, capacity);
}

size_t mpr_list_every_block(uintptr_t *cursor, mpr_live_block *into, size_t capacity) {
  return list((listing){NULL, 0, true}, cursor, into, capacity);
}
#endif
