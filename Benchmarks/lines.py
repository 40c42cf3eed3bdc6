"""A profiled line, nanoseconds of CPU time, called as the macro calls it; beside one `pread` of statm in the same rounds, and beside a
line under Python's memory_profiler, whose own line costs are taken off.
"""

import sys

from measuring import BUILD, INPUT, build, cell, install, print_head, print_row, run, spread

PYTHON = "/usr/bin/python3"  # the one that Debian's package is for
ROUNDS_OF_PYTHON = 5

# A loop of two lines; prints nanoseconds a line without and with memory_profiler.
SCRIPT = """
import sys, time
from memory_profiler import LineProfiler

def work(count):
    sum = 0
    for number in range(count):
        sum += number
    return sum

def nanoseconds(function, count):
    start = time.process_time()
    assert function(count) == count * (count - 1) // 2
    return (time.process_time() - start) / (2 * count + 3) * 1e9

count = int(sys.argv[1])
profiler = LineProfiler()
profiled = profiler(work)
print(nanoseconds(work, 100 * count), nanoseconds(profiled, count))
lines = next(iter(profiler.code_map.items()))[1]
assert max(occurrences for _, _, occurrences in filter(None, dict(lines).values())) >= count
"""


def prepare():
    install({"python3-memory-profiler": "/usr/lib/python3/dist-packages/memory_profiler.py"})
    build("lines")


def measure(extent):
    """{figure: spread}"""
    rounds = [[float(figure) for figure in line.split()] for line in run([BUILD / "lines"]).printed.splitlines()]
    read, resident, traced = zip(*rounds)
    return {
        "pread": spread(read),
        "resident": spread(resident),
        "traced": spread(traced),
        "resident / pread": spread([line / one for line, one in zip(resident, read)]),
        "memory_profiler": spread(python_lines(extent)),
    }


def python_lines(extent):
    """Nanoseconds that memory_profiler adds to a line, one value a round."""
    # It profiles only what lies in a file.
    INPUT.mkdir(parents=True, exist_ok=True)
    (INPUT / "lines.py").write_text(SCRIPT)
    added = []
    for _ in range(extent.at_most(ROUNDS_OF_PYTHON)):
        plain, profiled = run([PYTHON, INPUT / "lines.py", str(extent.of(10_000, 1_000))]).printed.split()
        added.append(float(profiled) - float(plain))
    if min(added) <= 0:
        sys.exit("memory_profiler costs nothing: it cannot have run")
    return added


def print_tables(measured):
    print_head("a profiled line", "ns", "× pread")
    print_row("one `pread` of /proc/self/statm", cell(measured["pread"], 0), "1")
    print_row("with RSS", cell(measured["resident"], 0), cell(measured["resident / pread"], 2))
    print_row("traced bytes only", cell(measured["traced"], 1), "")
    print_row("of Python, under memory_profiler", cell(measured["memory_profiler"], 0), "")
