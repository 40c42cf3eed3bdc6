// What C++ allocates with: new and delete of each form, containers, exceptions. Prints the bytes by which libstdc++ rounds up what
// aligned new is asked for: valgrind stands in for the operator, and counts what it was asked for.
#include <cstdint>
#include <cstdio>
#include <list>
#include <map>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

static std::uint64_t rounded;

struct Counted {
  explicit Counted(int number = 0) : numbers(static_cast<std::size_t>(number % 9 + 1), number) {}
  virtual ~Counted() = default;
  std::vector<int> numbers;
};

struct alignas(128) Wide {
  char bytes[128];
};

static void forms() {
  for (int number = 0; number < 500; number++) {
    delete new Counted(number);
    delete[] new Counted[static_cast<std::size_t>(number % 5 + 1)];
    delete[] new char[static_cast<std::size_t>(number)];  // with new char[0]
    delete new (std::nothrow) Counted(number);
    delete[] new (std::nothrow) long[static_cast<std::size_t>(number + 1)];
    delete new Wide;
    delete[] new Wide[static_cast<std::size_t>(number % 3 + 1)];
    auto alignment = std::align_val_t(64);
    auto size = static_cast<std::size_t>(number + 1);
    ::operator delete(::operator new(size, alignment), alignment);
    rounded += (64 - size % 64) % 64;
  }
}

static std::size_t containers() {
  std::map<std::string, std::vector<std::string>> index;
  std::list<std::shared_ptr<Counted>> counted;
  for (int number = 0; number < 2000; number++) {
    index["a longer name for " + std::to_string(number % 100)].push_back(std::to_string(number * 1000003L));
    counted.push_back(std::make_shared<Counted>(number));
    if (number % 3 == 0) counted.pop_front();
  }
  return index.size() + counted.size();
}

static int exceptions() {
  int caught = 0;
  for (int number = 0; number < 200; number++) {
    try {
      throw std::runtime_error("number " + std::to_string(number) + " of those that are thrown");
    } catch (const std::exception &) {
      caught++;
    }
  }
  return caught;
}

int main() {
  forms();
  if (containers() == 0 || exceptions() != 200) return 1;
  auto *left = new Counted(8);  // at the end
  std::printf("%lu\n", rounded + 0 * left->numbers.size());
}
