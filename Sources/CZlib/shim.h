// zlib, for the command-line tool alone.
#if !__has_include(<zlib.h>)
#error "mprof needs zlib's headers to compress pprof profiles: apt-get install zlib1g-dev"
#endif
#include <zlib.h>
