// Twenty pairs of nodes that own each other, and one that nobody owns.
#include <cstdio>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace app {
struct Base {
  virtual ~Base() {}
};
struct Node : Base {
  std::shared_ptr<Node> other;
  std::string name = "a name that is too long to be kept inside";
};
std::vector<std::string> kept(100, "a text that is too long to be kept inside");
std::list<int> numbers = {1, 2, 3};
}  // namespace app

__attribute__((noinline)) static void make_pair() {
  auto first = std::make_shared<app::Node>(), second = std::make_shared<app::Node>();
  first->other = second;
  second->other = first;
}

__attribute__((noinline)) static void lose() {
  app::Node *node = new app::Node;
  __asm__ volatile("" : "+r"(node));
}

__attribute__((noinline)) static void clear_stack() {
  volatile char old[1 << 15];
  for (size_t index = 0; index < sizeof old; index++) old[index] = 0;
}

int main() {
  for (int index = 0; index < 20; index++) make_pair();
  lose();
  clear_stack();
  std::puts("made");
}
