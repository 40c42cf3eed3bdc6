// A plugin that is opened, allocates, and is closed again.
#include <stdlib.h>
void *volatile plugin_kept;
__attribute__((noinline)) void allocate_in_plugin(void) {
  for (int i = 0; i < 7; i++) plugin_kept = malloc(1000);
}
