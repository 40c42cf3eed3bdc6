// elfutils' DWARF and ELF readers, for the Symbolication module alone.
#if !__has_include(<elfutils/libdwfl.h>)
#error "MemoryProfiler needs elfutils' headers to read debug information: apt-get install libdw-dev libelf-dev"
#endif
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <gelf.h>
#include <libelf.h>
