"""How little tracing can cost here: what is left when something of it is left out, preloaded into the plain program.

- *calls counted*: calls and bytes are counted for each thread; the least that can stand in malloc's place.
- *sizes alone*: this profiler without tracebacks. Each block's size is kept, since free does not tell it, with live bytes and peak.
- *bare, frame pointers*: sizes and sites of live blocks, the counts of each site, live bytes, their peak and the chain of frame pointers
  compared with that of the allocation before, and nothing else of what makes a profiler of it (bounds/bare.c). What has no frame pointer
  is missing or cuts the rest off, and async stacks are those of the executor.
- *bare*: the same with whole stacks, by call-frame rules and async contexts (bounds/whole.h).
- *promised*: *bare* as tersely with what the tables promise besides: exact sizes in as little memory as is promised, each thread's own
  counts, one peak of all threads with each site's values at it, signal handlers, start and stop (bounds/promised.c).
- *tracing*: this profiler.

Where a target lies below *bare*, we know of no way to meet it for who wants to know where each block was allocated; where it lies below
*promised*, of none that keeps the promises.
"""

import subprocess
import sys

import inputs
import peers
import recording
import serving
import workloads
from inputs import TENTH, WHOLE
from measuring import HERE, cell, print_head, print_row, spread
from peers import PLAIN, TRACING

SOURCES = HERE.parent / "Sources"
RECORDER = SOURCES / "CAllocationRecorder"
LIBRARIES = HERE / ".build" / "bounds"
CALLS, LEAST_BY_POINTERS, LEAST, LEAST_PROMISED = (LIBRARIES / f"{name}.so" for name in ["calls", "bare-chain", "bare", "promised"])
PRELOADED = recording.MPROF.with_name("libmprof-preload.so")
COUNTED, SIZES, BARE_BY_POINTERS, BARE, PROMISED = "calls counted", "sizes alone", "bare, frame pointers", "bare", "promised"
VARIANTS = [COUNTED, SIZES, BARE_BY_POINTERS, BARE, PROMISED, TRACING]
PROGRAMS = ["python3 dictionaries", "sqlite3, rows", "swift-format", "131,072 call paths"]
SERVER = "JSON server, requests a second"
MOST_ROUNDS = 11


def prepare():
    workloads.prepare()
    recording.prepare()
    serving.prepare()
    LIBRARIES.mkdir(parents=True, exist_ok=True)
    recorder = sorted(RECORDER.glob("*.c"))  # for its steps from frame to frame
    make(CALLS, [HERE / "bounds/calls.c"])
    make(LEAST_BY_POINTERS, [HERE / "bounds/bare.c"])
    make(LEAST, [HERE / "bounds/bare.c", *recorder], "-DWHOLE_STACKS")
    make(LEAST_PROMISED, [HERE / "bounds/promised.c", *recorder])


def make(library, sources, *definitions):
    """As `make mprof` compiles the library that it preloads."""
    folders = [RECORDER, RECORDER / "include", SOURCES / "CRecorderCalls/include"]
    options = ["-O2", "-g", "-std=gnu11", "-shared", "-fPIC", "-fno-omit-frame-pointer", *(f"-I{folder}" for folder in folders)]
    subprocess.run(["clang", *options, *definitions, *sources, "-o", library], check=True)


def environments():
    preloaded = {
        COUNTED: (CALLS, {}), SIZES: (PRELOADED, peers.tracing(0)), BARE_BY_POINTERS: (LEAST_BY_POINTERS, {}), BARE: (LEAST, {}),
        PROMISED: (LEAST_PROMISED, {}), TRACING: (PRELOADED, peers.tracing())}
    return {PLAIN: {}, **{name: {**environment, "LD_PRELOAD": str(library)} for name, (library, environment) in preloaded.items()}}


def variants(command, further=()):
    return {name: (command, {**dict(further), **environment}) for name, environment in environments().items()}


def measure(extent):
    """{program: {variant: spread of its ratio}}, of CPU time, and of the server's requests a second"""
    arguments = workloads.programs(extent.of(WHOLE, TENTH))
    recording.write_input(extent)
    programs = recording.programs(extent)
    of_unlinked = variants(peers.fast_variants()[PLAIN][0])
    results = {name: cpu_ratios(of_one, of_unlinked, extent) for name, of_one in arguments.items()}
    results |= {name: cpu_ratios([], variants(programs[name], recording.SAME_EACH_TIME), extent) for name in PROGRAMS}
    server = serving.compared(variants(serving.variants()[PLAIN][0]), extent)
    results[SERVER] = {variant: server[variant]["requests a second, ratio"] for variant in VARIANTS}
    return results


def cpu_ratios(arguments, variants, extent):
    runs = workloads.in_turn(arguments, variants, extent.at_most(MOST_ROUNDS))
    if len({taken.printed for of_variant in runs.values() for taken in of_variant}) != 1:
        sys.exit(f"{variants[PLAIN][0]} {' '.join(arguments)}: the variants did not do the same work")
    return {variant: spread([taken.cpu / before.cpu for taken, before in zip(runs[variant], runs[PLAIN])]) for variant in VARIANTS}


def variants_in(results):
    """Results that were measured before a variant was there are shown without it."""
    return [variant for variant in VARIANTS if all(variant in figures for figures in results.values())]


def print_tables(results):
    variants = variants_in(results)
    print_head("CPU time, × plain", *variants)
    for name, figures in results.items():
        print_row(name, *[cell(figures[variant], 2) for variant in variants])
