// Where an image's call-frame table lies. Everything is a fact about memory that is mapped now.
#ifndef MPR_FRAME_RULES_IMAGE_H
#define MPR_FRAME_RULES_IMAGE_H
#include <stdbool.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

typedef struct {
  const uint8_t *header;          // .eh_frame_hdr; NULL: it has none
  const uint8_t *low, *high;      // the segment's bytes that hold it and .eh_frame; no table byte outside is read
  uintptr_t code_low, code_high;  // the executable segment that was asked for
} mpr_image_tables;

// Finds the image whose executable segment holds `pc`. False: none is known.
bool mpr_find_image(uintptr_t pc, mpr_image_tables *image);

// The same from the images that mpr_remember_images has seen, for a libc without _dl_find_object. Lock-free.
bool mpr_find_remembered_image(uintptr_t pc, mpr_image_tables *image);

// Pins and remembers the images loaded now. Not for hooks: see mpr_frame_rules_refresh.
void mpr_remember_images(void);

#pragma GCC visibility pop
#endif
