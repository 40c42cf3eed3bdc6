#!/usr/bin/env python3
"""Writes what results.json says where people read it: all tables into RESULTS.md, some and the targets into the README, two charts.

Usage: render.py [--check] [RESULTS]

In the README a table stands between `<!-- benchmark NAME -->` and `<!-- end -->`. --check writes nothing and fails when a page is not what
the results say. Charts need matplotlib (Debian's python3-matplotlib).
"""

import contextlib
import io
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True  # No files beside the sources.

import charts
import pages
import targets
from measuring import HERE
from sections import SECTIONS

README = HERE.parent / "README.md"
RESULTS = HERE / "RESULTS.md"
BLOCK = re.compile(r"(<!-- benchmark (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main():
    arguments = sys.argv[1:]
    is_check = "--check" in arguments
    files = [argument for argument in arguments if argument != "--check"]
    results = json.loads(pathlib.Path(files[0] if files else HERE / "results.json").read_text())
    written = {README: with_blocks(README.read_text(), results), RESULTS: all_tables(results)}
    stale = [path.name for path, text in written.items() if not path.exists() or path.read_text() != text]
    if is_check:
        return sys.exit(f"render: {' and '.join(stale)}: not what the results say; run Benchmarks/render.py" if stale else 0)
    for path, text in written.items():
        path.write_text(text)
    charts.draw(results, HERE / "charts")


def with_blocks(text, results):
    return BLOCK.sub(lambda block: rendered(block, results), text)


def rendered(block, results):
    """As it stands where the results have nothing of it, as after `run --only`."""
    try:
        return block[1] + printed(getattr(pages, block[2]), results) + block[3]
    except KeyError:
        return block[0]


def printed(function, *arguments):
    with contextlib.redirect_stdout(io.StringIO()) as text:
        function(*arguments)
    return text.getvalue()


def all_tables(results):
    parts = ["# What it costs, measured\n", f"{pages.machine_of(results)} Written by `Benchmarks/render.py` from results.json.\n"]
    parts += ["## The targets\n", printed(targets.print_table, results)]
    for name, section in SECTIONS.items():
        if name in results:
            parts += [f"## {name}\n", section.__doc__.strip() + "\n", printed(section.print_tables, results[name]).strip() + "\n"]
    return "\n".join(parts)


if __name__ == "__main__":
    main()
