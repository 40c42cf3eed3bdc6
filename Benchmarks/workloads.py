"""Programs of many kinds, with the profiler linked and idle, tracing every allocation, and under its peers.

The variants of a program run in turn (A B C D A B C D …) after a turn that warms up, and each round's figures are set beside the plain
program's in the same round: CPU time (user + system), time from start to end, and the nanoseconds of CPU time added for an allocation
(malloc, calloc, realloc and their relatives, as `mprof run` counts them of the same command). heaptrack is preloaded with its output thrown
away: its own CPU time in the program is counted, that of its interpreter is not. jemalloc, gperftools and DHAT take fifty to two hundred
times as long: they get a tenth of the input, one or two rounds, and a plain program of their own beside them. valgrind runs one thread
at a time; of DHAT only CPU time is told.
"""

import json
import sys

import inputs
import peers
from inputs import TENTH, WHOLE
from measuring import BUILD, HERE, build, cell, print_head, print_row, run, spread
from peers import DHAT, HEAPTRACK_ALONE, IDLE, PLAIN, TRACING
from recording import MPROF, make_mprof

SLOW_ROUNDS = 2
COUNTED = HERE / ".build" / "peers" / "counted.mprof"


def prepare():
    peers.prepare()
    for product in ["unlinked", "linked"]:
        build(product)
    make_mprof()
    inputs.write()


def programs(name):
    """{workload: arguments}, with the input of that name."""
    size = 1 if name == WHOLE else 10
    return {
        "swift-syntax parse": ["parse", inputs.path(name, "swift")],
        "GRDB inserts": ["insert", inputs.path(name, "swift")],
        "YAML parse": ["yaml", inputs.path(name, "yaml")],
        "JSON decoding": ["json", inputs.path(name, "json")],
        "text": ["text", inputs.path(name, "swift")],
        "churn": ["churn", str(10_000_000 // size)],
        "recursion, all paths distinct": ["recursion", "17" if size == 1 else "14", "distinct"],
        "recursion, 16 paths": ["recursion", "17" if size == 1 else "14", "few"],
        "2 threads": ["threads", "2", str(6_000_000 // size)],
        "4 threads": ["threads", "4", str(6_000_000 // size)],
        "tasks and actors": ["tasks", str(100_000 // size)],
    }


# MARK: Measuring


def measure(extent):
    """{workload: {"whole" | "a tenth": {"allocations", "variants": {variant: {figure: spread}}}}}"""
    whole, tenth = programs(extent.of(WHOLE, TENTH)), programs(TENTH)
    return {
        name: {
            "whole": compared(whole[name], peers.fast_variants(), extent.rounds),
            "a tenth": compared(tenth[name], slow_variants(), extent.at_most(SLOW_ROUNDS), {DHAT}, warm=0),
        }
        for name in whole
    }


def slow_variants():
    return {PLAIN: peers.fast_variants()[PLAIN], **peers.slow_variants()}


def count_allocations(arguments):
    """How many blocks the plain program allocates."""
    COUNTED.parent.mkdir(parents=True, exist_ok=True)
    COUNTED.unlink(missing_ok=True)  # mprof replaces no file
    run([MPROF, "run", "--no-tracebacks", "--output", COUNTED, BUILD / "unlinked", *arguments])
    return json.loads(run([MPROF, "stats", "--json", COUNTED]).printed)["total"]["blocks"]


def in_turn(arguments, variants, rounds, once=frozenset(), warm=1):
    """{variant: [Run]}; those in `once` take part in the first round only."""
    runs = {variant: [] for variant in variants}
    for index in range(-warm, rounds):
        for variant, (command, environment) in variants.items():
            if index > 0 and variant in once:
                continue
            taken = run([*command, *arguments], environment)
            if index >= 0:
                runs[variant].append(taken)
    return runs


def compared(arguments, variants, rounds, once=frozenset(), warm=1):
    """The variants' figures, beside the plain program's, and how many blocks that allocates."""
    runs = in_turn(arguments, variants, rounds, once, warm)
    if len({taken.printed for of_variant in runs.values() for taken in of_variant}) != 1:
        sys.exit(f"{' '.join(arguments)}: the variants did not do the same work")
    allocations = count_allocations(arguments)
    figures = {variant: beside(of_variant, runs[PLAIN], allocations) for variant, of_variant in runs.items()}
    return {"allocations": allocations, "variants": figures}


def beside(runs, plain, allocations):
    pairs = list(zip(runs, plain))
    return {
        "cpu": spread([taken.cpu for taken in runs]),
        "wall": spread([taken.wall for taken in runs]),
        "cpu ratio": spread([taken.cpu / before.cpu for taken, before in pairs]),
        "wall ratio": spread([taken.wall / before.wall for taken, before in pairs]),
        "added ns an allocation": spread([(taken.cpu - before.cpu) / allocations * 1e9 for taken, before in pairs]),
    }


# MARK: Printing


def print_tables(results):
    shown = [IDLE, TRACING, HEAPTRACK_ALONE]
    whole = {name: result["whole"] for name, result in results.items()}
    tenth = {name: result["a tenth"]["variants"] for name, result in results.items()}
    slow = [variant for variant in next(iter(tenth.values())) if variant != PLAIN]
    for measure_name, title in {"cpu": "CPU time", "wall": "time to the end"}.items():
        print_head(f"{title}, × the plain program", "plain, s", "allocations", *shown)
        for name, result in whole.items():
            print_row(
                name, f"{result['variants'][PLAIN][measure_name]['median']:.3f}", f"{result['allocations']:,}",
                *cells(result["variants"], shown, f"{measure_name} ratio", 2))
        print()
    # Not of valgrind, under which everything takes longer.
    replacing = [variant for variant in slow if variant != DHAT]
    print_head("CPU time added for an allocation, ns", *shown, *[f"{variant}, a tenth" for variant in replacing])
    for name, result in whole.items():
        added = "added ns an allocation"
        print_row(name, *cells(result["variants"], shown, added, 1), *cells(tenth[name], replacing, added, 0))
    print()
    print_head("CPU time, × the plain program, a tenth of the input", *slow)
    for name, variants in tenth.items():
        print_row(name, *cells(variants, slow, "cpu ratio", 1))


def cells(figures, variants, name, digits):
    return [cell(figures[variant][name], digits) for variant in variants]
