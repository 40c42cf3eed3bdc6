"""One snapshot over many live blocks: its time and memory, the pause that another thread sees, and its statistics.

The program makes objects, arrays and strings, each on 256 call paths, and lets a second thread allocate and free in a loop;
the longest turn of that loop is the pause, beside the longest one in as much time without a snapshot.
"""

import subprocess

from measuring import HERE, build, cell, print_head, print_row, spread

COUNTS = [10_000, 100_000, 1_000_000, 10_000_000]
FIGURES = [
    "blocks", "tracebacks", "seconds", "kept", "most", "pause", "ordinary pause", "by line", "by type", "lines", "types"]


def prepare():
    build("snapshots")


def measure(rounds):
    """{count: {figure: spread}}, the counts in turn; a process of its own for each."""
    runs = {count: [] for count in COUNTS}
    for _ in range(rounds):
        for count in COUNTS:
            printed = subprocess.check_output([HERE / ".build/release/snapshots", str(count)], text=True)
            runs[count].append(dict(zip(FIGURES, map(float, printed.split()), strict=True)))
    return {
        f"{count:,}": {figure: spread([run[figure] for run in of_count]) for figure in FIGURES}
        for count, of_count in runs.items()
    }


def print_tables(results):
    print_head(
        "live blocks", "tracebacks", "snapshot, ms", "it keeps, MiB", "it takes, MiB", "pause of another thread, ms",
        "without a snapshot, ms", "statistics by line, ms", "by type, ms")
    for count, run in results.items():
        print_row(
            count, f"{run['tracebacks']['median']:.0f}", scaled(run["seconds"], 1e3), scaled(run["kept"], 2**-20),
            scaled(run["most"], 2**-20), *[scaled(run[name], 1e3, 2) for name in ["pause", "ordinary pause"]],
            *[scaled(run[name], 1e3) for name in ["by line", "by type"]])


def scaled(values, factor, digits=1):
    return cell({name: value * factor for name, value in values.items()}, digits)
