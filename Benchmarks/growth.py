"""How the tracer's cost grows with live blocks, with distinct tracebacks and with threads.

The program (Sources/growth) has live blocks of 32 bytes and replaces random ones by blocks from random call paths, some 25 calls deep, which
differ in their inner calls: a thousand in ten of them. It runs plain and traced in turn: *added* is the CPU time of an allocate-and-free pair beyond the plain program's in the same round. *Own* is what the
tracer itself says it holds (`AllocationTracer.ownMemory`, resident), for a live block once all tracebacks have been seen, and for a
traceback; *RSS beyond glibc's* is what RSS grows by for a live block when traced beyond what it does when not.

The target: 10 bytes for a live block.
"""

from measuring import BUILD, build, cell, figures, print_head, print_row, run, spread
from peers import tracing

MOST_ROUNDS = 3
# Of one series each: what varies, beside (blocks, tracebacks, threads) that stay.
USUAL = {"live blocks": 1_000_000, "tracebacks": 1_000, "threads": 1}
SERIES = {
    "live blocks": [10_000, 100_000, 1_000_000, 10_000_000],
    "tracebacks": [100, 1_000, 10_000, 100_000, 1_000_000],
    "threads": [1, 2, 4, 8],
}
PAIRS = 2_000_000
SMALL = 100_000  # of anything, when it is only to be seen that it works


def prepare():
    build("growth")


def measure(extent):
    """{what varies: {its value: {figure: spread}}}"""
    return {
        varied: {
            f"{value:,}": at({**USUAL, varied: value}, extent)
            for value in values if value <= extent.of(max(values), SMALL)
        }
        for varied, values in SERIES.items()
    }


def at(sizes, extent):
    pairs = extent.of(PAIRS, SMALL)
    arguments = [min(size, extent.of(size, SMALL)) for size in sizes.values()] + [pairs, 0]
    return compared(arguments, 256, extent.at_most(MOST_ROUNDS))


def compared(arguments, frames, rounds):
    """{figure: spread} of plain and traced runs in turn. The arguments are those of the program."""
    command = [BUILD / "growth", *arguments]
    runs = [(figures(run(command).printed), figures(run(command, tracing(frames)).printed)) for _ in range(rounds)]
    return {
        "plain ns a pair": spread([plain["cpu"] for plain, _ in runs]),
        "traced ns a pair": spread([traced["cpu"] for _, traced in runs]),
        "added ns a pair": spread([traced["cpu"] - plain["cpu"] for plain, traced in runs]),
        "wall ratio": spread([traced["wall"] / plain["wall"] for plain, traced in runs]),
        "own bytes": spread([traced["own"] for _, traced in runs]),
        "own bytes a live block": spread([traced["own a block"] for _, traced in runs]),
        "own bytes a traceback": spread([traced["own a traceback"] for _, traced in runs]),
        "RSS beyond glibc's, bytes a live block": spread(
            [traced["resident a block"] - plain["resident a block"] for plain, traced in runs]),
    }


def print_tables(results):
    for varied, by_value in results.items():
        print_head(
            varied, "plain, ns a pair", "added, ns a pair", "wall, × plain", "own, bytes a live block", "RSS beyond glibc's",
            "own, bytes a traceback")
        for value, result in by_value.items():
            print_row(
                value, cell(result["plain ns a pair"], 1), cell(result["added ns a pair"], 1), cell(result["wall ratio"], 2),
                cell(result["own bytes a live block"], 1), cell(result["RSS beyond glibc's, bytes a live block"], 1),
                cell(result["own bytes a traceback"], 0))
        print()
