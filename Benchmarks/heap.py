"""One heap graph over many live blocks: its pause, the time of its stages and questions, its memory.

The program makes objects, arrays and strings as that of snapshots does, recorded by size alone since its launch (MPROF_FRAMES=0), and
captures while a second thread allocates and frees in a loop; the longest turn of that loop is the pause as noticed, beside the longest in as
much time without a capture. *1 GB*: a million blocks, and pages of 4 KiB up to a gigabyte.

The targets: a pause of at most 50 ms at 1 GB, at most 300 ns a block for capture and leaks together, 40 bytes a block.
"""

import os
import subprocess

from measuring import HERE, build, cell, print_head, print_row, spread

SIZES = {"1,000,000": ["1000000"], "10,000,000": ["10000000"], "1,000,000, 1 GB": ["1000000", str(10**9)]}
MOST_ROUNDS = 7


def prepare():
    build("heap")


def measure(rounds):
    """{size: {figure: spread}}, the sizes in turn; a process of its own for each."""
    runs = {size: [] for size in SIZES}
    for _ in range(min(rounds, MOST_ROUNDS)):
        for size, arguments in SIZES.items():
            runs[size].append(run_once(arguments))
    return {size: {name: spread([run[name] for run in of_size]) for name in of_size[0]} for size, of_size in runs.items()}


def run_once(arguments):
    environment = {**os.environ, "MPROF_FRAMES": "0"}
    printed = subprocess.check_output([HERE / ".build/release/heap", *arguments], text=True, env=environment)
    return {name: float(value) for name, value in (line.split("\t") for line in printed.splitlines())}


def print_tables(results):
    print_head("a heap graph of live blocks", *results)
    for name, title in {
        "pause": "pause, ms", "noticed": "as another thread noticed it, ms", "ordinary": "its longest turn without a capture, ms",
    }.items():
        print_row(title, *[scaled(run[name], 1e3) for run in results.values()])
    print_row("RSS before, MiB", *[scaled(run["resident"], 2**-20, 0) for run in results.values()])
    for name in ["kept", "most"]:
        title = {"kept": "it keeps, bytes a block", "most": "it takes, bytes a block"}[name]
        print_row(title, *[a_block(run, name, 1) for run in results.values()])
    for name, title in {"whole": "capture and leaks, ns a block", "capture": "capture alone", **stages(results), "leaks": "leaks alone"}.items():
        print_row(title, *[a_block(run, name, 1e9) for run in results.values()])
    for name in ["census", "path", "referrers", "retained"]:
        print_row(f"then {name}", *[a_block(run, name, 1e9) for run in results.values()])


def stages(results):
    names = next(iter(results.values()))
    return {name: f"– {name.removeprefix('stage ')}" for name in names if name.startswith("stage ")}


def a_block(run, name, factor):
    return scaled(run[name], factor / run["blocks"]["median"])


def scaled(values, factor, digits=1):
    return cell({name: value * factor for name, value in values.items()}, digits)
