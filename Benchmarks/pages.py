"""The README's tables, by the names in its marks."""

import bounds as all_bounds
import targets as all_targets
from measuring import cell, print_head, print_row
from peers import HEAPTRACK_ALONE, IDLE, PLAIN, TRACING
from recording import HEAPTRACK, OURS, size

SHOWN = [IDLE, TRACING, HEAPTRACK_ALONE]


def machine_of(results):
    again = "".join(f" Measured again: *{section}*, {occasion_of(one)}." for section, one in results["measured again"].items())
    return f"{hardware_of(results['machine'])}; {occasion_of(results)}.{again}"


def hardware_of(machine):
    memory = round(machine["memory, KiB"] / (1 << 20))
    return (f"{machine['processor']}, {machine['cores']} cores, {memory} GiB, shared with others; {machine['system']}, kernel {machine['kernel']}, "
            f"{machine['glibc']}; {machine['swift']}")


def occasion_of(one):
    return f"{one['machine']['started'][:10]}, commit {one['machine']['commit'][:8]}, at most {one['rounds']} rounds"


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
    """Medians, beside what is asked for."""
    variants = all_bounds.variants_in(results["bounds"])
    print_head("CPU time, × plain", "target", "a tenth of heaptrack's added", *variants)
    for name, figures in results["bounds"].items():
        asked = [all_targets.OF_PROGRAM.get(name), tenth_of_heaptrack(results, name)]
        print_row(name, *[f"{ratio:.2f}" if ratio else "–" for ratio in asked], *[f"{figures[variant]['median']:.2f}" for variant in variants])


def tenth_of_heaptrack(results, name):
    """The ratio of who adds a tenth of what heaptrack adds; None where that is not measured."""
    if name in results["workloads"]:
        ratio = results["workloads"][name]["whole"]["variants"][HEAPTRACK_ALONE]["cpu ratio"]
    elif name in results["mprof"]:
        ratio = results["mprof"][name][HEAPTRACK]["wall ratio"]
    else:
        return None
    return 1 + (ratio["median"] - 1) / 10


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
