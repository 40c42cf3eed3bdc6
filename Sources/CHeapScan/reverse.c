// The graph backwards: a counting sort of the references by their targets.
#include "room.h"

bool mhs_reverse(mhs_room *room, const mhs_graph *graph, mhs_graph *reversed) {
  size_t count = graph->count, references = graph->first[count];
  uint64_t *first = mhs_take_zeroed(room, count + 2, sizeof(uint64_t));
  uint32_t *targets = mhs_take(room, references, sizeof(uint32_t));
  if (!first || !targets) return false;
  // One place further than it will be: as rows are filled, first[b + 1] goes from b's first reference to its end.
  for (size_t reference = 0; reference < references; reference++) first[graph->targets[reference] + 2]++;
  for (size_t block = 2; block <= count; block++) first[block] += first[block - 1];
  for (uint32_t block = 0; block < count; block++) {
    for (uint64_t reference = graph->first[block]; reference < graph->first[block + 1]; reference++) {
      targets[first[graph->targets[reference] + 1]++] = block;
    }
  }
  *reversed = (mhs_graph){.count = count, .first = first, .targets = targets};
  return true;
}
