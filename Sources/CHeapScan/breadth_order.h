// The reachable part of a graph, numbered and laid out in the order of a breadth-first walk.
#ifndef MHS_BREADTH_ORDER_H
#define MHS_BREADTH_ORDER_H

#include "CHeapScan.h"

typedef struct {
  mhs_graph graph;   // of places; 0 is a root above all roots and refers to them
  uint32_t *blocks;  // by place; MHS_NONE for 0
} mhs_breadth_order;

// Takes 12 bytes a block and 4 a reference from room. `places`: work memory, one for each block.
bool mhs_order_by_breadth(
    mhs_room *room, const mhs_graph *graph, const uint32_t *roots, size_t root_count, uint32_t *places,
    mhs_breadth_order *order);

#endif
