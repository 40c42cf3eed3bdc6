// Finding the image that holds a code address, from program headers that are mapped with it.
//
// With _dl_find_object nothing is remembered: each lookup asks the dynamic linker, whose answer follows every dlopen
// and dlclose, and reads the headers anew (about a dozen, one or two cache lines each). A frame on our stack keeps its
// image loaded, so the answer stays true while we use it.
#ifdef __linux__
#define _GNU_SOURCE
#include "frame_rules_image.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <string.h>

#include "frame_rules.h"
#include "frame_rules_remembered.h"
#include "recording.h"

#ifdef DLFO_STRUCT_HAS_EH_DBASE  // This libc's headers know _dl_find_object.
extern __typeof(_dl_find_object) _dl_find_object __attribute__((weak));
#else
struct dl_find_object {  // glibc's, on the architectures that we know
  uint64_t dlfo_flags;
  void *dlfo_map_start, *dlfo_map_end;
  struct link_map *dlfo_link_map;
  void *dlfo_eh_frame;
  uint64_t reserved[7];
};
extern int _dl_find_object(void *address, struct dl_find_object *result) __attribute__((weak));
#endif

// Whether `address` lies in the bytes that the segment has from its file.
static bool holds(const ElfW(Phdr) *segment, uintptr_t bias, uintptr_t address) {
  return segment->p_type == PT_LOAD && address - (bias + segment->p_vaddr) < segment->p_filesz;
}

static const ElfW(Phdr) *segment_of(const mpr_program_headers *headers, uintptr_t address) {
  for (unsigned index = 0; index < headers->count; index++)
    if (holds(&headers->first[index], headers->bias, address)) return &headers->first[index];
  return NULL;
}

static uintptr_t table_address(const mpr_program_headers *headers) {
  for (unsigned index = 0; index < headers->count; index++)
    if (headers->first[index].p_type == PT_GNU_EH_FRAME) return headers->bias + headers->first[index].p_vaddr;
  return 0;
}

bool mpr_image_of_headers(const mpr_program_headers *headers, uintptr_t pc, mpr_image_tables *image) {
  const ElfW(Phdr) *code = segment_of(headers, pc);
  uintptr_t table = table_address(headers);
  if (!code || !(code->p_flags & PF_X)) return false;
  image->header = image->low = image->high = NULL;
  image->code_low = headers->bias + code->p_vaddr;
  image->code_high = image->code_low + code->p_filesz;
  const ElfW(Phdr) *tables = table ? segment_of(headers, table) : NULL;
  if (!tables || !(tables->p_flags & PF_R)) return true;
  image->header = (const uint8_t *)table;
  image->low = (const uint8_t *)(headers->bias + tables->p_vaddr);
  image->high = image->low + tables->p_filesz;
  return true;
}

// The ELF header stands at the image's start unless a tool has moved it; then there is no answer.
static bool headers_of_map(const struct dl_find_object *found, mpr_program_headers *headers) {
  enum { FIRST_PAGE = 4096 };
  const ElfW(Ehdr) *elf = found->dlfo_map_start;
  if (memcmp(elf->e_ident, ELFMAG, SELFMAG) != 0 || elf->e_phentsize != sizeof(ElfW(Phdr))) return false;
  if (elf->e_phoff > FIRST_PAGE || elf->e_phnum > (FIRST_PAGE - elf->e_phoff) / sizeof(ElfW(Phdr))) return false;
  headers->first = (const void *)((const char *)elf + elf->e_phoff);
  headers->count = elf->e_phnum;
  headers->bias = found->dlfo_link_map->l_addr;
  return true;
}

static void meet(const struct dl_find_object *found, const mpr_program_headers *headers) {
  struct dl_phdr_info image = {.dlpi_addr = headers->bias, .dlpi_name = found->dlfo_link_map->l_name};
  image.dlpi_phdr = headers->first;
  image.dlpi_phnum = (ElfW(Half))headers->count;
  mpr_met_image(&image);
}

bool mpr_find_image(uintptr_t pc, mpr_image_tables *image) {
  if (!_dl_find_object) return mpr_find_remembered_image(pc, image);
  struct dl_find_object found;
  mpr_program_headers headers;
  if (_dl_find_object((void *)pc, &found) != 0 || !headers_of_map(&found, &headers)) return false;
  meet(&found, &headers);
  return mpr_image_of_headers(&headers, pc, image);
}

void mpr_frame_rules_refresh(void) {
  if (!_dl_find_object) mpr_remember_images();
}

#endif
