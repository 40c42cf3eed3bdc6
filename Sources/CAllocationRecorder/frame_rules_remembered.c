// Images remembered for a libc without _dl_find_object.
//
// Publication: one immutable snapshot, sorted by address, reached through one pointer. A refresh builds the next
// snapshot aside and swaps the pointer (release); a lookup loads it (acquire). Snapshots are never unmapped, since a
// lookup may still read an old one; there is a new one only when images were added, so they are few. No lock: two
// refreshes that race build twice, and a fork finds either snapshot whole.
//
// An image stays true for ever because it is pinned before it is published. A library that is loaded after the last
// refresh is not known (MPR_RULE_UNKNOWN) until the next.
#ifdef __linux__
#define _GNU_SOURCE
#include "frame_rules_remembered.h"
#include "memory.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdatomic.h>
#include <string.h>

typedef struct {
  uintptr_t low, high;  // all loadable segments lie in here
  mpr_program_headers headers;
} remembered_image;

typedef struct {
  size_t capacity, count;
  remembered_image images[];  // sorted by low, disjoint
} snapshot;

static _Atomic(snapshot *) published;

// The image with the highest low <= address, or NULL.
static const remembered_image *image_below(const snapshot *images, uintptr_t address) {
  size_t from = 0, to = images->count;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    if (images->images[middle].low <= address) from = middle + 1;
    else to = middle;
  }
  return from ? &images->images[from - 1] : NULL;
}

bool mpr_find_remembered_image(uintptr_t pc, mpr_image_tables *image) {
  const snapshot *images = atomic_load_explicit(&published, memory_order_acquire);
  const remembered_image *found = images ? image_below(images, pc) : NULL;
  return found && pc < found->high && mpr_image_of_headers(&found->headers, pc, image);
}

static size_t snapshot_size(size_t capacity) { return sizeof(snapshot) + capacity * sizeof(remembered_image); }

static void discard(snapshot *images) { mpr_unmap(images, snapshot_size(images->capacity)); }

static snapshot *grown_copy(const snapshot *old, size_t additional) {
  size_t count = old ? old->count : 0;
  size_t size = snapshot_size(count + additional);
  snapshot *copy = mpr_map(size);
  if (copy == NULL) return NULL;
  if (old) memcpy(copy, old, snapshot_size(count));
  copy->capacity = count + additional;
  return copy;
}

static void insert(snapshot *images, const remembered_image *image) {
  if (images->count == images->capacity) return;
  size_t place = images->count++;
  for (; place > 0 && images->images[place - 1].low > image->low; place--)
    images->images[place] = images->images[place - 1];
  images->images[place] = *image;
}

// One image of the dynamic linker's list, copied out because pinning needs that list unlocked.
typedef struct {
  size_t index;  // counts down to the wanted image
  remembered_image image;
  char name[PATH_MAX];
} listed_image;

static void measure(remembered_image *image) {
  image->low = UINTPTR_MAX;
  image->high = 0;
  for (unsigned index = 0; index < image->headers.count; index++) {
    const ElfW(Phdr) *segment = &image->headers.first[index];
    if (segment->p_type != PT_LOAD) continue;
    uintptr_t low = image->headers.bias + segment->p_vaddr, high = low + segment->p_memsz;
    if (low < image->low) image->low = low;
    if (high > image->high) image->high = high;
  }
}

static int copy_listed(struct dl_phdr_info *info, size_t size, void *context) {
  listed_image *wanted = context;
  (void)size;
  if (wanted->index-- > 0) return 0;
  wanted->image.headers = (mpr_program_headers){info->dlpi_phdr, info->dlpi_phnum, info->dlpi_addr};
  measure(&wanted->image);
  strncpy(wanted->name, info->dlpi_name ? info->dlpi_name : "", sizeof wanted->name - 1);
  return 1;
}

static int count_listed(struct dl_phdr_info *info, size_t size, void *context) {
  (void)info, (void)size;
  ++*(size_t *)context;
  return 0;
}

// The main program has no name and is never unloaded. For any other image a reference is kept for ever, and it must
// be the one listed: between the list and here its name may have been unloaded and loaded at another address.
static bool pin(const listed_image *listed) {
  if (!listed->name[0]) return true;
  void *handle = dlopen(listed->name, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
  struct link_map *map = NULL;
  if (!handle) return false;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &map) == 0 && map->l_addr == listed->image.headers.bias) return true;
  dlclose(handle);
  return false;
}

static void add_listed(snapshot *images, size_t index) {
  listed_image listed = {.index = index};
  if (!dl_iterate_phdr(copy_listed, &listed)) return;
  const remembered_image *known = image_below(images, listed.image.low);
  if (known && known->low == listed.image.low) return;
  if (pin(&listed)) insert(images, &listed.image);
}

void mpr_remember_images(void) {
  for (;;) {
    snapshot *old = atomic_load_explicit(&published, memory_order_acquire);
    size_t listed = 0;
    dl_iterate_phdr(count_listed, &listed);
    snapshot *next = grown_copy(old, listed);
    if (!next) return;  // No memory: what is remembered stays.
    for (size_t index = 0; index < listed; index++) add_listed(next, index);
    bool grew = next->count > (old ? old->count : 0);
    if (grew && atomic_compare_exchange_strong_explicit(&published, &old, next, memory_order_acq_rel,
                                                        memory_order_acquire))
      return;
    discard(next);
    if (!grew) return;
  }
}

#endif
