// A cursor over bytes that may be damaged: a read past the end gives 0 and marks the reader, so that code which decodes
// can check once, after it has read all it needs. Loops must check, or stop at the end.
#ifndef MPR_FRAME_RULES_READER_H
#define MPR_FRAME_RULES_READER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
  const uint8_t *at, *end;  // at <= end
  bool damaged;             // sticky
} mpr_reader;

static inline size_t mpr_left(const mpr_reader *reader) { return (size_t)(reader->end - reader->at); }

static inline void mpr_fail(mpr_reader *reader) {
  reader->damaged = true;
  reader->at = reader->end;
}

static inline void mpr_skip(mpr_reader *reader, uint64_t count) {
  if (count > mpr_left(reader)) mpr_fail(reader);
  else reader->at += count;
}

// Reads an unsigned little-endian number of `size` (1, 2, 4 or 8) bytes: both architectures are little-endian.
static inline uint64_t mpr_read(mpr_reader *reader, size_t size) {
  uint64_t value = 0;
  if (size > mpr_left(reader)) {
    mpr_fail(reader);
    return 0;
  }
  memcpy(&value, reader->at, size);
  reader->at += size;
  return value;
}

static inline uint64_t mpr_read_u8(mpr_reader *reader) {
  if (reader->at < reader->end) return *reader->at++;
  mpr_fail(reader);
  return 0;
}

// Bits beyond the 64th are dropped.
static inline uint64_t mpr_read_leb(mpr_reader *reader, bool is_signed) {
  uint64_t value = 0;
  unsigned shift = 0;
  uint64_t byte;
  do {
    byte = mpr_read_u8(reader);
    if (shift < 64) value |= (byte & 0x7f) << shift;
    shift += 7;
  } while (byte & 0x80);
  if (is_signed && (byte & 0x40) && shift < 64) value |= ~(uint64_t)0 << shift;
  return value;
}

static inline uint64_t mpr_read_uleb(mpr_reader *reader) { return mpr_read_leb(reader, false); }
static inline int64_t mpr_read_sleb(mpr_reader *reader) { return (int64_t)mpr_read_leb(reader, true); }

#endif
