"""The targets (DESIGN.md's quality bars), beside what was measured."""

from bounds import PROGRAMS, SERVER
from measuring import print_head, print_row
from peers import HEAPTRACK_ALONE, IDLE, TRACING
from recording import OURS

REAL, OTHERS = ["swift-syntax parse", "GRDB inserts", "YAML parse"], ["churn", "JSON decoding", "2 threads"]
# Of a program's time while tracing, × plain; of the server's requests a second.
OF_PROGRAM = {
    **dict.fromkeys(REAL, 1.15), "churn": 1.4, "JSON decoding": 1.5, "2 threads": 1.2, **dict.fromkeys(PROGRAMS, 1.25), SERVER: 0.9}


def median(figures):
    return figures["median"]


def of_workload(results, name, figure, variant=TRACING):
    return median(results["workloads"][name]["whole"]["variants"][variant][figure])


def tracing_ratios(names):
    return lambda results: [of_workload(results, name, "cpu ratio") for name in names]


def added_share(results):
    """Of heaptrack's added CPU time, for each workload."""
    figure = "added ns an allocation"
    return [of_workload(results, name, figure) / of_workload(results, name, figure, HEAPTRACK_ALONE) for name in results["workloads"]]


def recording(figure):
    return lambda results: [median(of_program[OURS][figure]) for of_program in results["mprof"].values()]


def pairs(results):
    return [median(by_variant[TRACING]) for by_variant in results["pairs"].values()]


def symbolizing(results):
    """How many times ours llvm-symbolizer takes, both printing mangled names."""
    rows = [by_tool for of_binary in results["symbolizing"].values() for row, by_tool in of_binary["times"].items() if row.startswith("100,000")]
    return [
        median(taken["cpu ratio"]) / median(by_tool["ours, names mangled"]["cpu ratio"])
        for by_tool in rows for tool, taken in by_tool.items() if tool.startswith("llvm-symbolizer")
    ]


def heap(figure, factor, per_block=False):
    def values(results):
        return [median(one[figure]) * factor / (median(one["blocks"]) if per_block else 1) for one in results["heap"].values()]
    return values


def bounds_of(programs):
    return [OF_PROGRAM[name] for name in programs]


# (what, target in words, its bounds, whether more is better, digits, the figures)
TARGETS = [
    ("CPU time, tracing, × plain: swift-syntax · GRDB · YAML", "≤ 1.15", bounds_of(REAL), False, 2, tracing_ratios(REAL)),
    ("the same: churn · JSON · 2 threads", "≤ 1.4 · 1.5 · 1.2", bounds_of(OTHERS), False, 2, tracing_ratios(OTHERS)),
    ("added CPU time, of heaptrack's, least to most of all workloads", "≤ 0.10", [0.1], False, 2,
     lambda results: [min(added_share(results)), max(added_share(results))]),
    ("an allocate-and-free pair at depth 1 · 10 · 50, ns", "≤ 25 · 35 · 110", [25, 35, 110], False, 1, pairs),
    ("requests a second of a JSON server, tracing, × plain", "≥ 0.90", bounds_of([SERVER]), True, 2,
     lambda results: [median(results["server"][TRACING]["requests a second, ratio"])]),
    ("start-up and report of a short program, added s", "≤ 0.2", [0.2], False, 3,
     lambda results: [median(results["startup"]["linked, table of lines"]["added wall"])]),
    ("linked, not tracing, × plain: swift-syntax · GRDB · YAML", "≤ 1.01", [1.01], False, 3,
     lambda results: [of_workload(results, name, "cpu ratio", IDLE) for name in REAL]),
    ("memory for a live 32-byte block beyond glibc's, B, at 10^4 · 10^5 · 10^6 · 10^7", "≤ 10", [10], False, 1,
     lambda results: [median(one["own bytes a live block"]) for one in results["growth"]["live blocks"].values()]),
    ("a profiled line with RSS, × one `pread`", "≤ 1.2", [1.2], False, 2, lambda results: [median(results["lines"]["resident / pread"])]),
    ("a profiled line, traced bytes only, ns", "≤ 10", [10], False, 1, lambda results: [median(results["lines"]["traced"])]),
    ("CPU time of llvm-symbolizer for 100,000 addresses, × ours", "≥ 5", [5], True, 1, symbolizing),
    ("`mprof run`, wall time, × plain: python3 · sqlite3 · swift-format · 131,072 paths", "≤ 1.25", bounds_of(PROGRAMS), False, 2, recording("wall ratio")),
    ("the same, added wall time of heaptrack's", "≤ 0.10", [0.1], False, 2, recording("wall added")),
    ("heap graph, pause at 1 M · 10 M blocks · 1 GB, ms", "≤ 50", [50], False, 1, heap("pause", 1e3)),
    ("heap graph and leaks, ns a block", "≤ 300", [300], False, 0, heap("whole", 1e9, True)),
    ("heap graph, kept, B a block", "≤ 40", [40], False, 1, heap("kept", 1, True)),
]


def is_met(values, bounds, more_is_better):
    bounds = bounds * len(values) if len(bounds) == 1 else bounds
    return [value >= bound if more_is_better else value <= bound for value, bound in zip(values, bounds)]


def print_table(results):
    print_head("what", "target", "measured", "met")
    for what, words, bounds, more_is_better, digits, figures in TARGETS:
        try:
            values = figures(results)
        except KeyError:
            values = []
        if not values:
            continue  # not measured in these results
        met = is_met([round(value, digits) for value in values], bounds, more_is_better)
        verdict = "yes" if all(met) else "no" if not any(met) else f"{sum(met)} of {len(met)}"
        print_row(what, words, " · ".join(f"{value:.{digits}f}" for value in values), verdict)
