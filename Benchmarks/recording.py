"""Programs that know nothing of us, untraced, under `mprof run` and under its peers: time from the command to its end, CPU
time of all its processes, the files' size, and the time to the first table of them.

heaptrack is its command as it comes, interpreter included. memray records python3 with native frames; python3 uses malloc
for small objects under all (PYTHONMALLOC). jemalloc and gperftools replace malloc, which is part of what they cost; both
record every allocation, jemalloc also as it comes (one in 512 KiB). The first table: `mprof table`, `memray stats`, and
heaptrack_print in the last round only, since it takes long. One of the programs has 131,072 distinct tracebacks (mprof/paths.c).

*Added, × heaptrack's*: how much of the time that heaptrack adds to the same program in the same round is added here.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig

from measuring import HERE, INPUT, cell, install, print_head, print_row, run, spread
from peers import GPERFTOOLS, JEMALLOC, PLAIN, TCMALLOC, gperftools, jemalloc
from peers import JEMALLOC_EVERY as EVERY

MPROF = HERE.parent / ".build" / "release" / "mprof"
PIP = pathlib.Path(sysconfig.get_path("stdlib")) / "ensurepip/__init__.py"
ENVIRONMENT = HERE / ".build" / "memray"
OUTPUT = HERE / ".build" / "recordings"
MEMRAY = "1.20.0"
OURS, HEAPTRACK, SAMPLED, NATIVE = "mprof", "heaptrack", "jemalloc, sampled", "memray, native"
# python3 with malloc's blocks for its own, and with one order of its sets.
SAME_EACH_TIME = {"PYTHONMALLOC": "malloc", "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
# Half a minute a run: in the first rounds only, and not to warm up.
SLOW, SLOW_ROUNDS = (EVERY, GPERFTOOLS), 1
MOST_ROUNDS = 7

PYTHON = """
import sys
size = int(sys.argv[1])
counts = {i: {str(j): j for j in range(20)} for i in range(size // 5)}
words = sorted(str(i * 7919 % size) for i in range(size))
print(len(counts), words[5])
"""
SQL = """
create table t(id integer primary key, name text, value real);
with recursive n(i) as (select 1 union all select i + 1 from n where i < ROWS)
  insert into t select i, 'name ' || i, i * 0.5 from n;
create index byname on t(name);
select count(*), sum(value) from t where name like '%9%';
"""


def prepare():
    install({
        "heaptrack": "/usr/bin/heaptrack", "sqlite3": "/usr/bin/sqlite3", "gcc": "/usr/bin/gcc", "python3-venv": PIP,
        "libjemalloc2": JEMALLOC, "libgoogle-perftools4": TCMALLOC})
    make_mprof()
    if not (ENVIRONMENT / "bin/memray").exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        subprocess.run([ENVIRONMENT / "bin/pip", "install", "--quiet", f"memray=={MEMRAY}"], check=True)
    INPUT.mkdir(parents=True, exist_ok=True)
    subprocess.run(["gcc", "-O1", "-g", HERE / "mprof/paths.c", "-o", INPUT / "paths"], check=True)


def make_mprof():
    subprocess.run(["make", "-s", "mprof"], cwd=HERE.parent, check=True, stdout=sys.stderr)


def write_input(extent):
    (INPUT / "dictionaries.py").write_text(PYTHON)
    (INPUT / "rows.sql").write_text(SQL.replace("ROWS", str(extent.of(300_000, 30_000))))
    rooms = extent.of(("Snapshots", "Reports"), ("SnapshotFiles",))
    sources = [path for room in rooms for path in sorted((HERE.parent / "Sources" / room).rglob("*.swift"))]
    (INPUT / "all-sources.swift").write_text("".join(path.read_text() for path in sources))


def programs(extent):
    """{name: command}; each prints the same every time."""
    python = os.path.realpath(ENVIRONMENT / "bin/python")
    swift_format = pathlib.Path(shutil.which("swift")).resolve().parent / "swift-format"
    return {
        "python3 dictionaries": [python, str(INPUT / "dictionaries.py"), str(extent.of(200_000, 20_000))],
        "sqlite3, rows": [shutil.which("sqlite3"), ":memory:", f".read {INPUT}/rows.sql"],
        "swift-format": [str(swift_format), "format", str(INPUT / "all-sources.swift")],
        "131,072 call paths": [str(INPUT / "paths")],
    }


def variants(name, command):
    """{variant: (command, environment, files)}; where a peer cannot do it, it is not there."""
    files = OUTPUT / "out"
    found = {
        PLAIN: (command, {}),
        OURS: ([MPROF, "run", "--output", f"{files}.mprof", *command], {}),
        HEAPTRACK: (["heaptrack", "--output", str(files), *command], {}),
        EVERY: (command, jemalloc(f"lg_prof_sample:0,prof_final:true,prof_prefix:{files}")),
        SAMPLED: (command, jemalloc(f"prof_final:true,prof_prefix:{files}")),
        GPERFTOOLS: (command, gperftools(files)),
    }
    if name.startswith("python3"):
        found[NATIVE] = ([ENVIRONMENT / "bin/memray", "run", "--quiet", "--native", "--output", f"{files}.memray", *command[1:]], {})
    return found


def table_of(variant):
    """The command that prints a table of the one file that was written; None where there is none to compare."""
    file = str(next(OUTPUT.iterdir(), ""))
    commands = {
        OURS: [MPROF, "table", file], HEAPTRACK: ["heaptrack_print", file],
        NATIVE: [ENVIRONMENT / "bin/memray", "stats", file]}
    return commands.get(variant)


def timed(command, environment):
    """(wall seconds, CPU seconds, what it printed), of the process and those it waited for."""
    taken = run(command, {**SAME_EACH_TIME, **environment}, OUTPUT)
    return taken.wall, taken.cpu, taken.printed


def run_once(name, command, variant, is_last):
    """{figure: value} of one run, its file and its table."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    recorded, environment = variants(name, command)[variant]
    wall, cpu, printed = timed(recorded, environment)
    figures = {"wall": wall, "cpu": cpu, "printed": printed}
    figures["bytes"] = sum(file.stat().st_size for file in OUTPUT.iterdir())
    table = table_of(variant)
    if table and (variant != HEAPTRACK or is_last):
        figures["table"], figures["table cpu"], _ = timed(table, {})
    return figures


def measure(extent):
    """{program: {variant: {figure: spread}}}"""
    write_input(extent)
    return {name: of_program(name, command, extent.at_most(MOST_ROUNDS)) for name, command in programs(extent).items()}


def of_program(name, command, rounds):
    """{variant: {figure: spread}}, after one round that warms up those that are not slow."""
    runs = {variant: [] for variant in variants(name, command)}
    for index in range(-1, rounds):
        for variant in runs:
            if variant in SLOW and not 0 <= index < SLOW_ROUNDS:
                continue
            taken = run_once(name, command, variant, index == rounds - 1)
            if index >= 0:
                runs[variant].append(taken)
    if any(taken["printed"] not in made["printed"] for made in runs[PLAIN] for taken in runs[OURS]):
        sys.exit(f"{name}: the variants did not do the same work")
    return {variant: summed_up(runs, variant) for variant in runs}


def summed_up(runs, variant):
    own, plain, heaptrack = runs[variant], runs[PLAIN], runs[HEAPTRACK]
    figures = {key: spread([taken[key] for taken in own if key in taken]) for key in own[-1] if key != "printed"}
    for key in ("wall", "cpu"):
        figures[f"{key} ratio"] = spread([taken[key] / before[key] for taken, before in zip(own, plain)])
        figures[f"{key} added"] = spread(
            [(taken[key] - before[key]) / (other[key] - before[key]) for taken, before, other in zip(own, plain, heaptrack)])
    return figures


def print_tables(results):
    for name, by_variant in results.items():
        plain = by_variant[PLAIN]
        print_head(
            f"{name} ({plain['wall']['median']:.2f} s, CPU {plain['cpu']['median']:.2f} s)", "wall, × plain", "CPU, × plain",
            "added wall, × heaptrack's", "added CPU, × heaptrack's", "file", "first table, s")
        for variant, figures in by_variant.items():
            if variant != PLAIN:
                print_row(
                    variant, cell(figures["wall ratio"], 2), cell(figures["cpu ratio"], 2), cell(figures["wall added"], 2),
                    cell(figures["cpu added"], 2), size(figures["bytes"]["median"]),
                    cell(figures["table"], 2) if "table" in figures else "–")
        print()


def size(count):
    return f"{count / 1024:,.0f} KiB" if count < 10 << 20 else f"{count / (1 << 20):,.0f} MiB"
