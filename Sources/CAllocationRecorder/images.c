// The loaded images, as a reader of tracebacks needs them. mpr_visit_images is not for hooks: dl_iterate_phdr takes the
// loader's lock.
#ifdef __linux__
#define _GNU_SOURCE
#include <elf.h>
#include <link.h>
#include <string.h>

#include "CAllocationRecorder.h"
#include "recorded_images.h"

enum { MOST_SEGMENTS = 32 };
struct visitor {
  void (*visit)(const mpr_image *, void *);
  void *context;
};

// The NT_GNU_BUILD_ID note of a PT_NOTE segment, if it has one.
static void find_build_id(mpr_image *image, const ElfW(Phdr) *header) {
  const uint8_t *at = (const uint8_t *)(image->load_bias + header->p_vaddr), *end = at + header->p_memsz;
  while ((size_t)(end - at) >= sizeof(ElfW(Nhdr))) {
    const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)at;
    size_t name = (note->n_namesz + 3) & ~(size_t)3, content = (note->n_descsz + 3) & ~(size_t)3;
    at += sizeof *note;
    if (name + content > (size_t)(end - at)) return;
    if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && memcmp(at, "GNU", 4) == 0) {
      image->build_id = at + name;
      image->build_id_length = note->n_descsz;
      return;
    }
    at += name + content;
  }
}

void mpr_describe_image(const struct dl_phdr_info *info, void (*visit)(const mpr_image *, void *), void *context) {
  struct mpr_segment segments[MOST_SEGMENTS];
  mpr_image image = {.path = info->dlpi_name ? info->dlpi_name : "", .load_bias = info->dlpi_addr, .segments = segments};
  for (int index = 0; index < info->dlpi_phnum; index++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[index];
    uint64_t start = info->dlpi_addr + header->p_vaddr;
    if (header->p_type == PT_LOAD && image.segment_count < MOST_SEGMENTS)
      segments[image.segment_count++] = (struct mpr_segment){start, start + header->p_memsz};
    if (header->p_type == PT_NOTE && image.build_id == NULL) find_build_id(&image, header);
  }
  visit(&image, context);
}

static int visit_image(struct dl_phdr_info *info, size_t size, void *context) {
  const struct visitor *visitor = context;
  (void)size;
  mpr_describe_image(info, visitor->visit, visitor->context);
  return 0;
}

void mpr_visit_images(void (*visit)(const mpr_image *, void *), void *context) {
  struct visitor visitor = {visit, context};
  dl_iterate_phdr(visit_image, &visitor);
}
#endif
