"""An allocation and its release, nanoseconds of CPU time, by the depth of the stack; the program takes the time itself."""

import peers
from measuring import build, cell, print_head, print_row, spread
from workloads import in_turn

DEPTHS = [1, 10, 50]
PAIRS = 1_000_000
MOST_ROUNDS = 7


def prepare():
    peers.prepare()
    for product in ["unlinked", "linked"]:
        build(product)


def measure(extent):
    """{depth: {variant: spread}}"""
    results = {}
    for depth in DEPTHS:
        arguments = ["pairs", str(depth), str(extent.of(PAIRS, PAIRS // 10))]
        runs = in_turn(arguments, peers.fast_variants(), extent.at_most(MOST_ROUNDS))
        results[str(depth)] = {
            variant: spread([float(run.printed.split()[0]) for run in of_variant]) for variant, of_variant in runs.items()
        }
    return results


def print_tables(results):
    print_head("an allocate-and-free pair, ns", *next(iter(results.values())))
    for depth, by_variant in results.items():
        print_row(f"at stack depth {depth}", *[cell(values, 1) for values in by_variant.values()])
