// The recorder's private lookups, as the tests call them.
#ifdef __linux__
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "CRecorderTestSupport.h"
#include "frame_rules.h"
#include "frame_rules_cfa.h"
#include "frame_rules_image.h"
#include "frame_rules_lookup.h"
#include "rule_table.h"

const uint8_t rule_frame_pointer = MPR_RULE_FRAME_POINTER, rule_cfa_from_sp = MPR_RULE_CFA_FROM_SP,
              rule_cfa_from_fp = MPR_RULE_CFA_FROM_FP, rule_cfa_at_fp = MPR_RULE_CFA_AT_FP,
              rule_signal_frame = MPR_RULE_SIGNAL_FRAME, rule_outermost = MPR_RULE_OUTERMOST,
              rule_unknown = MPR_RULE_UNKNOWN;
const uint8_t register_fp = MPR_REGISTER_FP, register_sp = MPR_REGISTER_SP, register_return = MPR_REGISTER_RETURN;

static uint64_t as_number(mpr_frame_rule rule) {
  uint64_t number;
  _Static_assert(sizeof number == sizeof rule, "a rule is 8 bytes");
  memcpy(&number, &rule, sizeof number);
  return number;
}

uint64_t rule_for(uintptr_t return_address) { return as_number(mpr_frame_rule_for(return_address)); }

uint64_t make_rule(uint8_t kind, int32_t cfa_offset, int16_t return_slot, int16_t fp_slot) {
  return as_number((mpr_frame_rule){kind, cfa_offset, return_slot, fp_slot});
}

// What no process has, and the table cannot tell from this address.
static uintptr_t double_of(uintptr_t address) {
  uintptr_t beyond = (uintptr_t)1 << (64 - MPR_RULE_NUMBER_BITS), other = address + beyond;
  while (other != address && mpr_rule_place(other) != mpr_rule_place(address)) other += beyond;
  return other;
}

static uint64_t rule_in(mpr_rule_table *table, uintptr_t return_address) {
  mpr_rule_at(table, double_of(return_address));
  mpr_frame_rule rule = mpr_rule_at(table, return_address);
  if (rule.kind == MPR_RULE_ABOVE_SP) rule.kind = MPR_RULE_CFA_FROM_SP;
  return as_number(rule);
}

size_t wrong_rules_of_table(uintptr_t first, size_t count) {
  static mpr_rule_table table;
  size_t wrong = 0;
  memset(&table, 0, sizeof table);
  for (size_t asked = 0; asked < 2 * count; asked++)
    wrong += rule_in(&table, first + asked % count) != rule_for(first + asked % count);
  return wrong;
}

uint8_t kind_of_rule(uint64_t rule) { return (uint8_t)rule; }

bool lookup_keeps_errno(uintptr_t return_address, int value) {
  errno = value;
  mpr_frame_rule_for(return_address);
  return errno == value;
}

void remember_images(void) { mpr_remember_images(); }

bool is_remembered(uintptr_t pc) {
  mpr_image_tables image;
  return mpr_find_remembered_image(pc, &image);
}

bool remembered_like_found(uintptr_t pc) {
  mpr_image_tables found, remembered;
  memset(&found, 0, sizeof found);
  memset(&remembered, 0, sizeof remembered);
  return mpr_find_image(pc, &found) && mpr_find_remembered_image(pc, &remembered) &&
         memcmp(&found, &remembered, sizeof found) == 0;
}

bool stays_after_close(const char *library, const char *symbol) {
  void *handle = dlopen(library, RTLD_LAZY);
  uintptr_t address = handle ? (uintptr_t)dlsym(handle, symbol) : 0;
  if (!address) return false;
  mpr_remember_images();
  dlclose(handle);
  return is_remembered(address) && strstr(image_name(address), library);
}

table_copy copy_bytes(const uint8_t *bytes, uintptr_t size, bool guard_after) {
  uintptr_t page = (uintptr_t)getpagesize(), room = (size + page - 1) / page * page;
  table_copy copy = {.size = size, .mapping_size = room + 2 * page};
  copy.mapping = mmap(NULL, copy.mapping_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  uint8_t *first = (uint8_t *)copy.mapping + page;
  mprotect(first, room, PROT_READ | PROT_WRITE);
  copy.bytes = guard_after ? first + room - size : first;
  memcpy(copy.bytes, bytes, size);
  copy.moved_by = (uintptr_t)copy.bytes;
  return copy;
}

table_copy copy_tables(uintptr_t pc, bool guard_after) {
  mpr_image_tables image;
  if (!mpr_find_image(pc, &image) || !image.header) return (table_copy){0};
  table_copy copy = copy_bytes(image.low, (uintptr_t)(image.high - image.low), guard_after);
  copy.table_offset = (uintptr_t)(image.header - image.low);
  copy.moved_by -= (uintptr_t)image.low;
  return copy;
}

void free_table_copy(table_copy copy) { munmap(copy.mapping, copy.mapping_size); }

uint64_t rule_in_copy(const table_copy *copy, uintptr_t pc) {
  mpr_eh_tables tables = {copy->bytes + copy->table_offset, copy->bytes, copy->bytes + copy->size};
  mpr_frame_rule rule;
  mpr_rule_in_tables(&tables, pc + copy->moved_by, &rule);
  return as_number(rule);
}

#endif
