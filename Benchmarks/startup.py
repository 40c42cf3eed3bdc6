"""What a short program pays for its profile: its start, its work of some milliseconds and its report, from the command to the end.

The same work plain; with a table of the lines of a closure, which takes the program's debug information; with a table of steps; under
heaptrack with `heaptrack_print`; under `mprof run` with `mprof table`. The variants run in turn; *added* is time beyond the plain program
in the same round. The target: 0.2 s.
"""

import shutil
import sys

from measuring import BUILD, HERE, Run, build, cell, install, print_head, print_row, run, spread
from peers import PLAIN
from recording import MPROF, make_mprof

OUTPUT = HERE / ".build" / "startup"


def prepare():
    install({"heaptrack": "/usr/bin/heaptrack"})
    for product in ["short-unlinked", "short"]:
        build(product)
    make_mprof()


def heaptrack_suffix():
    """heaptrack compresses with zstd where that is."""
    return "zst" if shutil.which("zstd") else "gz"


def variants():
    """{variant: commands, which follow each other}"""
    plain = BUILD / "short-unlinked"
    return {
        PLAIN: [[plain]],
        "linked, table of lines": [[BUILD / "short", "lines"]],
        "linked, table of steps": [[BUILD / "short", "steps"]],
        "mprof run, mprof table": [[MPROF, "run", "--output", OUTPUT / "short.mprof", plain], [MPROF, "table", OUTPUT / "short.mprof"]],
        "heaptrack, heaptrack_print": [
            ["heaptrack", "--output", OUTPUT / "short", plain], ["heaptrack_print", OUTPUT / f"short.{heaptrack_suffix()}"]],
    }


def measure(extent):
    """{variant: {figure: spread}}, after a round that warms up."""
    runs = {variant: [] for variant in variants()}
    for index in range(extent.rounds + 1):
        for variant, commands in variants().items():
            taken = run_once(variant, commands)
            if index > 0:
                runs[variant].append(taken)
    return {variant: beside(of_variant, runs[PLAIN]) for variant, of_variant in runs.items()}


def run_once(variant, commands):
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    runs = [run(command) for command in commands]
    if "lengths, last " not in runs[0].printed:
        sys.exit(f"{variant}: the program did not do its work")
    if variant != PLAIN and "shortwork" not in "".join(taken.printed for taken in runs).lower():
        sys.exit(f"{variant}: the report does not name what the program did")
    return Run(sum(taken.cpu for taken in runs), sum(taken.wall for taken in runs), "")


def beside(runs, plain):
    return {
        "cpu": spread([taken.cpu for taken in runs]),
        "wall": spread([taken.wall for taken in runs]),
        "added cpu": spread([taken.cpu - before.cpu for taken, before in zip(runs, plain)]),
        "added wall": spread([taken.wall - before.wall for taken, before in zip(runs, plain)]),
    }


def print_tables(results):
    print_head("a short program with its report, s", "wall", "CPU", "added wall", "added CPU")
    for variant, figures in results.items():
        print_row(variant, *[cell(figures[name], 3) for name in ["wall", "cpu", "added wall", "added cpu"]])
