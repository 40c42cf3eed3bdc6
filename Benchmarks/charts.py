"""Two charts of the results: what tracing costs beside heaptrack, and how that grows."""

from measuring import install
from peers import HEAPTRACK_ALONE, TRACING

OURS, THEIRS, LINE = "#0b6e99", "#c4701b", "#888888"


def draw(results, folder):
    install({"python3-matplotlib": "/usr/lib/python3/dist-packages/matplotlib/__init__.py"})
    import matplotlib

    matplotlib.use("svg")
    # The same results make the same file.
    matplotlib.rcParams.update({"svg.hashsalt": "benchmark", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10})
    folder.mkdir(exist_ok=True)
    for name, make in {"cost": cost, "growth": growth}.items():
        if all(section in results for section in NEEDED[name]):
            figure = make(results)
            figure.savefig(folder / f"{name}.svg", metadata={"Date": None}, facecolor="white")


NEEDED = {"cost": ["workloads"], "growth": ["growth"]}


def cost(results):
    """Bars: CPU time of the traced program, × the plain one; a whisker from the least to the most."""
    from matplotlib import pyplot

    names = list(results["workloads"])[::-1]
    figure, axes = pyplot.subplots(figsize=(8, 0.55 * len(names) + 1.2), layout="constrained")
    for offset, variant, colour in (0.2, TRACING, OURS), (-0.2, HEAPTRACK_ALONE, THEIRS):
        figures = [results["workloads"][name]["whole"]["variants"][variant]["cpu ratio"] for name in names]
        medians = [one["median"] for one in figures]
        whiskers = [[one["median"] - one["least"] for one in figures], [one["most"] - one["median"] for one in figures]]
        places = [index + offset for index in range(len(names))]
        label = {TRACING: "this profiler, every allocation with its whole traceback"}.get(variant, variant)
        axes.barh(places, medians, 0.36, color=colour, label=label, xerr=whiskers, error_kw={"ecolor": LINE, "capsize": 2})
        for place, one in zip(places, figures):
            axes.annotate(f"{one['median']:.2f}", (one["most"], place), (4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(range(len(names)), names)
    axes.set_xscale("log")
    right = axes.get_xlim()[1]
    ticks = [tick for tick in [1, 2, 3, 5, 10, 20, 50, 100] if tick <= right]
    axes.set_xticks(ticks, [f"{tick} ×" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlim(0.9, right * 1.1)
    axes.axvline(1, color=LINE, linewidth=0.8)
    axes.set_xlabel("CPU time, × the plain program")
    finish(axes)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2, frameon=False)
    return figure


def growth(results):
    """A panel for each of what grows: added time of an allocate-and-free pair."""
    from matplotlib import pyplot

    series = results["growth"]
    figure, panels = pyplot.subplots(1, len(series), figsize=(8, 2.8), sharey=True, layout="constrained")
    for axes, (varied, by_value) in zip(panels, series.items()):
        values = [int(value.replace(",", "")) for value in by_value]
        figures = [one["added ns a pair"] for one in by_value.values()]
        axes.fill_between(values, [one["least"] for one in figures], [one["most"] for one in figures], color=OURS, alpha=0.2, linewidth=0)
        axes.plot(values, [one["median"] for one in figures], marker="o", color=OURS)
        axes.set_xscale("log", base=2 if varied == "threads" else 10)
        if varied == "threads":
            axes.set_xticks(values, [str(value) for value in values])
            axes.minorticks_off()
        axes.set_xlabel(varied)
        finish(axes)
    panels[0].set_ylim(bottom=0)
    panels[0].set_ylabel("added for a pair, ns of CPU time")
    return figure


def finish(axes):
    for side in "top", "right":
        axes.spines[side].set_visible(False)
    axes.grid(axis="both", color=LINE, alpha=0.25, linewidth=0.5)
    axes.set_axisbelow(True)
