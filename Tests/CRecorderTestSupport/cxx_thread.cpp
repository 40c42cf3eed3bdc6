// A thread of libstdc++, whose start function calls back.
#ifdef __linux__
#include <thread>

extern "C" {
#include "CRecorderTestSupport.h"

bool walk_inside_cxx_thread(walk_pair *pair) {
  std::thread([pair] { walk_both_ways(pair); }).join();
  return true;
}
}

#endif
