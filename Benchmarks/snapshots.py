"""One snapshot over many live blocks: its time and memory, the pause that another thread sees, and its statistics.

The program makes objects, arrays and strings, each on 256 call paths, and lets a second thread allocate and free in a loop;
the longest turn of that loop is the pause, beside the longest one in as much time without a snapshot.
"""

from measuring import BUILD, build, cell, print_head, print_row, run, scaled, spread

COUNTS = [10_000, 100_000, 1_000_000, 10_000_000]
MOST_ROUNDS = 7
FIGURES = [
    "blocks", "tracebacks", "seconds", "kept", "most", "pause", "ordinary pause", "by line", "by type", "lines", "types"]


def prepare():
    build("snapshots")


def measure(extent):
    """{count: {figure: spread}}, the counts in turn; a process of its own for each."""
    counts = extent.of(COUNTS, COUNTS[:2])
    runs = {count: [] for count in counts}
    for _ in range(extent.at_most(MOST_ROUNDS)):
        for count in counts:
            printed = run([BUILD / "snapshots", str(count)]).printed
            runs[count].append(dict(zip(FIGURES, map(float, printed.split()), strict=True)))
    return {
        f"{count:,}": {figure: spread([one[figure] for one in of_count]) for figure in FIGURES}
        for count, of_count in runs.items()
    }


def print_tables(results):
    print_head(
        "live blocks", "tracebacks", "snapshot, ms", "it keeps, MiB", "it takes, MiB", "pause of another thread, ms",
        "without a snapshot, ms", "statistics by line, ms", "by type, ms")
    for count, taken in results.items():
        print_row(
            count, f"{taken['tracebacks']['median']:.0f}", *shown(taken, ["seconds"], 1e3, 1), *shown(taken, ["kept", "most"], 2**-20, 1),
            *shown(taken, ["pause", "ordinary pause"], 1e3, 2), *shown(taken, ["by line", "by type"], 1e3, 1))


def shown(taken, names, factor, digits):
    return [cell(scaled(taken[name], factor), digits) for name in names]
