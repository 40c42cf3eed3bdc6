"""The README's tables, by the names in its marks."""

import bounds as all_bounds
import targets as all_targets
from measuring import cell, print_head, print_row
from peers import HEAPTRACK_ALONE, IDLE, PLAIN, TRACING
from recording import HEAPTRACK, OURS, size

SHOWN = [IDLE, TRACING, HEAPTRACK_ALONE]


def machine_of(results):
    machine = results["machine"]
    memory = round(machine["memory, KiB"] / (1 << 20))
    return (f"{machine['processor']}, {machine['cores']} cores, {memory} GiB, shared with others; {machine['system']}, kernel {machine['kernel']}, "
            f"{machine['glibc']}; {machine['swift']}; {machine['started'][:10]}, commit {machine['commit'][:8]}, at most {results['rounds']} rounds.")


def machine(results):
    print(machine_of(results))


def targets(results):
    all_targets.print_table(results)


def workloads(results):
    print_head("CPU time, × the plain program", "plain, s", "allocations", *SHOWN, "ns an allocation: tracing", HEAPTRACK_ALONE)
    for name, result in results["workloads"].items():
        variants = result["whole"]["variants"]
        print_row(
            name, f"{variants[PLAIN]['cpu']['median']:.2f}", f"{result['whole']['allocations']:,}",
            *[cell(variants[variant]["cpu ratio"], 2) for variant in SHOWN],
            *[f"{variants[variant]['added ns an allocation']['median']:.0f}" for variant in SHOWN[1:]])


def bounds(results):
    all_bounds.print_tables(results["bounds"])


def programs(results):
    """`mprof run`, a row a figure and a column a program."""
    programs = results["mprof"]
    print_head("× plain, wall time", *[f"{name} ({one[PLAIN]['wall']['median']:.2f} s)" for name, one in programs.items()])
    for variant in dict.fromkeys(variant for one in programs.values() for variant in one if variant != PLAIN):
        print_row(
            {OURS: "mprof run"}.get(variant, variant),
            *[cell(one[variant]["wall ratio"], 2) if variant in one else "–" for one in programs.values()])
    ours = [one[OURS] for one in programs.values()]
    print_row(
        "mprof's added time, of heaptrack's: wall / CPU",
        *[f"{one['wall added']['median']:.2f} / {one['cpu added']['median']:.2f}" for one in ours])
    pairs = [(one[OURS], one[HEAPTRACK]) for one in programs.values()]
    print_row("file: mprof / heaptrack", *[" / ".join(size(one["bytes"]["median"]) for one in pair) for pair in pairs])
    print_row(
        "from the end to the first table, s: mprof / heaptrack",
        *[" / ".join(f"{one['table']['median']:.2f}" for one in pair) for pair in pairs])
