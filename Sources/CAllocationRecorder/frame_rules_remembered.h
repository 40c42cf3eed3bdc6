// Images remembered for a libc without _dl_find_object (glibc before 2.35, musl).
#ifndef MPR_FRAME_RULES_REMEMBERED_H
#define MPR_FRAME_RULES_REMEMBERED_H
#include <link.h>  // needs _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>

#include "frame_rules_image.h"

#pragma GCC visibility push(hidden)

typedef struct {
  const ElfW(Phdr) *first;
  unsigned count;
  uintptr_t bias;  // added to the addresses in the file
} mpr_program_headers;

// Fills `image` from the headers of the image that is thought to hold `pc`.
bool mpr_image_of_headers(const mpr_program_headers *headers, uintptr_t pc, mpr_image_tables *image);

#pragma GCC visibility pop
#endif
