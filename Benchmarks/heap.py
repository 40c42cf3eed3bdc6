"""One heap graph over many live blocks: its pause, the time of its stages and questions, its memory.

The program makes objects, arrays and strings as that of snapshots does, recorded by size alone since its launch (MPROF_FRAMES=0), and
captures while a second thread allocates and frees in a loop; the longest turn of that loop is the pause as noticed, beside the longest in as
much time without a capture. *1 GB*: a million blocks, and pages of 4 KiB up to a gigabyte.

The targets: a pause of at most 50 ms at 1 GB, at most 300 ns a block for capture and leaks together, 40 bytes a block.
"""

from measuring import BUILD, build, cell, figures, print_head, print_row, run, scaled, spread

SIZES = {"1,000,000": ["1000000"], "10,000,000": ["10000000"], "1,000,000, 1 GB": ["1000000", str(10**9)]}
SMALL = {"100,000": ["100000"], "100,000, 100 MB": ["100000", str(10**8)]}
MOST_ROUNDS = 7


def prepare():
    build("heap")


def measure(extent):
    """{size: {figure: spread}}, the sizes in turn; a process of its own for each."""
    sizes = extent.of(SIZES, SMALL)
    runs = {size: [] for size in sizes}
    for _ in range(extent.at_most(MOST_ROUNDS)):
        for size, arguments in sizes.items():
            runs[size].append(figures(run([BUILD / "heap", *arguments], {"MPROF_FRAMES": "0"}).printed))
    return {
        size: {name: spread([one[name] for one in of_size]) for name in of_size[0]} for size, of_size in runs.items()
    }


def print_tables(results):
    print_head("a heap graph of live blocks", *results)
    for name, title in {
        "pause": "pause, ms", "noticed": "as another thread noticed it, ms", "ordinary": "its longest turn without a capture, ms",
    }.items():
        print_row(title, *[milliseconds(of_size[name]) for of_size in results.values()])
    print_row("RSS before, MiB", *[cell(scaled(of_size["resident"], 2**-20), 0) for of_size in results.values()])
    for name in ["kept", "most"]:
        title = {"kept": "it keeps, bytes a block", "most": "it takes, bytes a block"}[name]
        print_row(title, *[a_block(of_size, name, 1) for of_size in results.values()])
    for name, title in {"whole": "capture and leaks, ns a block", "capture": "capture alone", **stages(results), "leaks": "leaks alone"}.items():
        print_row(title, *[a_block(of_size, name, 1e9) for of_size in results.values()])
    for name in ["census", "path", "referrers", "retained"]:
        print_row(f"then {name}", *[a_block(of_size, name, 1e9) for of_size in results.values()])


def stages(results):
    names = next(iter(results.values()))
    return {name: f"– {name.removeprefix('stage ')}" for name in names if name.startswith("stage ")}


def a_block(of_size, name, factor):
    return cell(scaled(of_size[name], factor / of_size["blocks"]["median"]), 1)


def milliseconds(values):
    return cell(scaled(values, 1e3), 1)
