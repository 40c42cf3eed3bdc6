// Reading .eh_frame_hdr and .eh_frame. Format: Linux Standard Base 5, chapters 10.6.1 and 10.6.2; DWARF 5, 6.4.1.
#ifdef __linux__
#include "frame_rules_ehframe.h"

enum {  // DW_EH_PE_*: the low four bits say how the number is written, the next three what is added to it.
  ENCODING_ABSOLUTE = 0x00,
  ENCODING_ULEB = 0x01,
  ENCODING_U16 = 0x02,
  ENCODING_U32 = 0x03,
  ENCODING_U64 = 0x04,
  ENCODING_SLEB = 0x09,
  ENCODING_S16 = 0x0a,
  ENCODING_S32 = 0x0b,
  ENCODING_S64 = 0x0c,
  ENCODING_PC_RELATIVE = 0x10,
  ENCODING_INDIRECT = 0x80,
  ENCODING_TABLE = 0x3b,  // relative to the header, signed, 4 bytes: what ld, gold, lld and mold write
};

static uint64_t read_number(mpr_reader *reader, uint8_t form) {
  switch (form) {
    case ENCODING_ABSOLUTE:
    case ENCODING_U64:
    case ENCODING_S64: return mpr_read(reader, 8);
    case ENCODING_ULEB: return mpr_read_uleb(reader);
    case ENCODING_SLEB: return (uint64_t)mpr_read_sleb(reader);
    case ENCODING_U16: return mpr_read(reader, 2);
    case ENCODING_S16: return (uint64_t)(int16_t)mpr_read(reader, 2);
    case ENCODING_U32: return mpr_read(reader, 4);
    case ENCODING_S32: return (uint64_t)(int32_t)mpr_read(reader, 4);
    default: mpr_fail(reader); return 0;
  }
}

uintptr_t mpr_read_encoded(mpr_reader *reader, uint8_t encoding) {
  uintptr_t here = (uintptr_t)reader->at;
  uint64_t number = read_number(reader, encoding & 0x0f);
  switch (encoding & 0xf0) {
    case 0: return number;
    case ENCODING_PC_RELATIVE: return here + number;
    default: mpr_fail(reader); return 0;
  }
}

static mpr_reader reader_at(const mpr_eh_tables *tables, uintptr_t address) {
  bool inside = address - (uintptr_t)tables->low <= (uintptr_t)(tables->high - tables->low);
  return (mpr_reader){inside ? (const uint8_t *)address : tables->high, tables->high, !inside};
}

// Leaves the reader at the contents of the entry that starts here, and its end at the entry's end. False for the
// terminator (length 0) and for damage.
static bool enter_entry(mpr_reader *reader) {
  uint64_t length = mpr_read(reader, 4);
  if (length == UINT32_MAX) length = mpr_read(reader, 8);
  if (reader->damaged || length == 0 || length > mpr_left(reader)) return false;
  reader->end = reader->at + length;
  return true;
}

// Reads what the letters of an augmentation after 'z' announce. An unknown letter may change what the program means:
// no rule then.
static void read_augmentation(mpr_reader *reader, const char *letters, mpr_cfa_program *program) {
  for (; *letters; letters++) switch (*letters) {
      case 'R': program->address_encoding = (uint8_t)mpr_read_u8(reader); break;
      case 'L': mpr_skip(reader, 1); break;
      case 'P': read_number(reader, mpr_read_u8(reader) & 0x0f); break;
      case 'S': program->is_signal_frame = true; break;
      case 'B': break;  // aarch64: return addresses are signed with key B
      case 'G': break;  // aarch64: memory is tagged
      default: mpr_fail(reader); return;
    }
}

static const char *read_string(mpr_reader *reader) {
  const char *string = (const char *)reader->at;
  while (mpr_read_u8(reader)) {}
  return string;
}

// Fills the fields that come from the common information entry. `has_data`: its functions carry augmentation data too.
static bool read_common_entry(mpr_reader reader, mpr_cfa_program *program, bool *has_data) {
  if (!enter_entry(&reader) || mpr_read(&reader, 4) != 0) return false;
  uint64_t version = mpr_read_u8(&reader);
  const char *letters = read_string(&reader);
  if (reader.damaged || (version != 1 && version != 3 && version != 4)) return false;
  if (version == 4) mpr_skip(&reader, 2);  // sizes of an address and of a segment selector
  program->code_align = mpr_read_uleb(&reader);
  program->data_align = mpr_read_sleb(&reader);
  program->return_column = version == 1 ? mpr_read_u8(&reader) : mpr_read_uleb(&reader);
  *has_data = letters[0] == 'z';
  if (!*has_data && letters[0]) return false;  // gcc 2's "eh"
  if (*has_data) {
    uint64_t size = mpr_read_uleb(&reader);
    mpr_reader data = reader;
    mpr_skip(&reader, size);
    data.end = reader.at;
    read_augmentation(&data, letters + 1, program);
    if (data.damaged) return false;
  }
  program->initial = reader;
  return !reader.damaged;
}

// Reads the function entry at `address` and its common entry.
static mpr_find_result read_function_entry(const mpr_eh_tables *tables, uintptr_t address, uintptr_t pc,
                                           mpr_cfa_program *program) {
  mpr_reader reader = reader_at(tables, address);
  if (!enter_entry(&reader)) return MPR_DAMAGED_TABLE;
  uintptr_t here = (uintptr_t)reader.at;
  uint64_t distance = mpr_read(&reader, 4);
  bool has_data = false;
  *program = (mpr_cfa_program){0};
  if (distance == 0 || !read_common_entry(reader_at(tables, here - distance), program, &has_data))
    return MPR_DAMAGED_TABLE;
  program->start = mpr_read_encoded(&reader, program->address_encoding);
  uint64_t size = read_number(&reader, program->address_encoding & 0x0f);
  if (has_data) mpr_skip(&reader, mpr_read_uleb(&reader));
  if (reader.damaged) return MPR_DAMAGED_TABLE;
  program->program = reader;
  return pc - program->start < size ? MPR_FOUND : MPR_NO_FUNCTION;
}

// The search table: pairs of offsets from the header, of a function's start and of its entry, sorted by start.
typedef struct {
  const uint8_t *pairs;
  uint64_t count;
} search_table;

static bool read_header(const mpr_eh_tables *tables, search_table *table) {
  mpr_reader reader = reader_at(tables, (uintptr_t)tables->header);
  uint64_t version = mpr_read_u8(&reader);
  uint8_t frame_encoding = (uint8_t)mpr_read_u8(&reader);
  uint8_t count_encoding = (uint8_t)mpr_read_u8(&reader);
  uint8_t table_encoding = (uint8_t)mpr_read_u8(&reader);
  if (version != 1 || table_encoding != ENCODING_TABLE) return false;
  mpr_read_encoded(&reader, frame_encoding);  // The pairs lead into .eh_frame; its start is not needed.
  table->count = mpr_read_encoded(&reader, count_encoding);
  table->pairs = reader.at;
  return !reader.damaged && table->count <= mpr_left(&reader) / 8;
}

static int32_t pair_half(const search_table *table, uint64_t index, unsigned half) {
  int32_t offset;
  memcpy(&offset, table->pairs + 8 * index + 4 * half, sizeof offset);
  return offset;
}

mpr_find_result mpr_find_program(const mpr_eh_tables *tables, uintptr_t pc, mpr_cfa_program *program) {
  search_table table;
  if (!read_header(tables, &table)) return MPR_DAMAGED_TABLE;
  uintptr_t header = (uintptr_t)tables->header;
  int64_t wanted = (int64_t)(pc - header);
  uint64_t from = 0, to = table.count;  // The last pair that starts at or before pc is at from - 1.
  while (from < to) {
    uint64_t middle = from + (to - from) / 2;
    if (pair_half(&table, middle, 0) <= wanted) from = middle + 1;
    else to = middle;
  }
  if (from == 0) return MPR_NO_FUNCTION;
  uintptr_t entry = header + (uintptr_t)(intptr_t)pair_half(&table, from - 1, 1);
  return read_function_entry(tables, entry, pc, program);
}

#endif
