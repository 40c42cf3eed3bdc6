// elfutils' DWARF and ELF readers, for the Symbolication module alone.
#if !__has_include(<elfutils/libdwfl.h>)
#error "MemoryProfiler needs elfutils' headers to read debug information: apt-get install libdw-dev libelf-dev"
#endif
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <gelf.h>
#include <libelf.h>

// Exported by the Swift runtime, which has no header for it. Returns memory to be freed, or null for a name that is
// not Swift's. `buffer` and `bufferSize` may be null; `flags` must be 0.
char *swift_demangle(const char *name, size_t nameLength, char *buffer, size_t *bufferSize, uint32_t flags);
