// Taking memory from the caller's room.
#ifndef MHS_ROOM_H
#define MHS_ROOM_H

#include <string.h>

#include "CHeapScan.h"

enum { MHS_ALIGNMENT = 64 };  // a cache line

static inline size_t mhs_room_left(const mhs_room *room) {
  size_t aligned = (room->used + MHS_ALIGNMENT - 1) & ~(size_t)(MHS_ALIGNMENT - 1);
  return aligned < room->bytes ? room->bytes - aligned : 0;
}

// Not cleared. NULL without room, which the room remembers.
static inline void *mhs_take(mhs_room *room, size_t count, size_t element_bytes) {
  size_t bytes;
  if (__builtin_mul_overflow(count, element_bytes, &bytes) || bytes > mhs_room_left(room)) {
    room->failed = true;
    return NULL;
  }
  size_t at = (room->used + MHS_ALIGNMENT - 1) & ~(size_t)(MHS_ALIGNMENT - 1);
  room->used = at + bytes;
  return room->start + at;
}

static inline void *mhs_take_zeroed(mhs_room *room, size_t count, size_t element_bytes) {
  void *taken = mhs_take(room, count, element_bytes);
  if (taken) memset(taken, 0, count * element_bytes);
  return taken;
}

static inline size_t mhs_set_words(size_t count) { return (count + 63) / 64; }

static inline void mhs_insert(uint64_t *set, uint32_t block) { set[block / 64] |= UINT64_C(1) << block % 64; }

#endif
