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
import time

from measuring import HERE, INPUT, cell, install, print_head, print_row, spread

MPROF = HERE.parent / ".build" / "release" / "mprof"
LIBRARIES = pathlib.Path("/usr/lib") / f"{os.uname().machine}-linux-gnu"
JEMALLOC = LIBRARIES / "libjemalloc.so.2"
TCMALLOC = LIBRARIES / "libtcmalloc.so.4"
ENVIRONMENT = HERE / ".build" / "memray"
OUTPUT = HERE / ".build" / "recordings"
MEMRAY = "1.20.0"
NEVER = str(10**15)  # bytes between two of gperftools' dumps
PLAIN, OURS, HEAPTRACK, EVERY, SAMPLED, GPERFTOOLS, NATIVE = (
    "plain", "mprof", "heaptrack", "jemalloc, every block", "jemalloc, sampled", "gperftools", "memray, native")

PYTHON = """
counts = {i: {str(j): j for j in range(20)} for i in range(40000)}
words = sorted(str(i * 7919 % 200000) for i in range(200000))
print(len(counts), words[5])
"""
SQL = """
create table t(id integer primary key, name text, value real);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000)
  insert into t select i, 'name ' || i, i * 0.5 from n;
create index byname on t(name);
select count(*), sum(value) from t where name like '%9%';
"""


def prepare():
    install({
        "heaptrack": "/usr/bin/heaptrack", "sqlite3": "/usr/bin/sqlite3", "gcc": "/usr/bin/gcc",
        "libjemalloc2": JEMALLOC, "libgoogle-perftools4": TCMALLOC})
    subprocess.run(["make", "-s", "mprof"], cwd=HERE.parent, check=True, stdout=sys.stderr)
    if not (ENVIRONMENT / "bin/memray").exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        subprocess.run([ENVIRONMENT / "bin/pip", "install", "--quiet", f"memray=={MEMRAY}"], check=True)
    INPUT.mkdir(parents=True, exist_ok=True)
    (INPUT / "dictionaries.py").write_text(PYTHON)
    (INPUT / "rows.sql").write_text(SQL)
    sources = [path for room in ("Snapshots", "Reports") for path in sorted((HERE.parent / "Sources" / room).rglob("*.swift"))]
    (INPUT / "all-sources.swift").write_text("".join(path.read_text() for path in sources))
    subprocess.run(["gcc", "-O1", "-g", HERE / "mprof/paths.c", "-o", INPUT / "paths"], check=True)


def programs():
    """{name: command}; each prints the same every time."""
    python = os.path.realpath(ENVIRONMENT / "bin/python")
    swift_format = pathlib.Path(shutil.which("swift")).resolve().parent / "swift-format"
    return {
        "python3 dictionaries": [python, str(INPUT / "dictionaries.py")],
        "sqlite3, 300,000 rows": [shutil.which("sqlite3"), ":memory:", f".read {INPUT}/rows.sql"],
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
        EVERY: (command, {
            "LD_PRELOAD": str(JEMALLOC), "MALLOC_CONF": f"prof:true,lg_prof_sample:0,prof_final:true,prof_prefix:{files}"}),
        SAMPLED: (command, {"LD_PRELOAD": str(JEMALLOC), "MALLOC_CONF": f"prof:true,prof_final:true,prof_prefix:{files}"}),
        GPERFTOOLS: (command, {
            "LD_PRELOAD": str(TCMALLOC), "HEAPPROFILE": str(files), "HEAP_PROFILE_ALLOCATION_INTERVAL": NEVER,
            "HEAP_PROFILE_INUSE_INTERVAL": NEVER}),
    }
    if name.startswith("python3"):
        found[NATIVE] = ([ENVIRONMENT / "bin/memray", "run", "--quiet", "--native", "--output", f"{files}.memray", command[1]], {})
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
    variables = {**os.environ, "PYTHONMALLOC": "malloc", "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", **environment}
    start = time.monotonic()
    process = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=OUTPUT)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(f"{command} ended with status {process.returncode}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, printed


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


def measure(rounds):
    """{program: {variant: {figure: spread}}}, after one round that warms up."""
    results = {}
    for name, command in programs().items():
        runs = {variant: [] for variant in variants(name, command)}
        rounds = min(rounds, 7)
        for index in range(rounds + 1):
            for variant in runs:
                run = run_once(name, command, variant, index == rounds)
                if index > 0:
                    runs[variant].append(run)
        if any(run["printed"] not in made["printed"] for made in runs[PLAIN] for run in runs[OURS]):
            sys.exit(f"{name}: the variants did not do the same work")
        results[name] = {variant: summed_up(runs, variant) for variant in runs}
    return results


def summed_up(runs, variant):
    own, plain, heaptrack = runs[variant], runs[PLAIN], runs[HEAPTRACK]
    figures = {key: spread([run[key] for run in own if key in run]) for key in own[-1] if key != "printed"}
    for key in ("wall", "cpu"):
        figures[f"{key} ratio"] = spread([run[key] / before[key] for run, before in zip(own, plain)])
        figures[f"{key} added"] = spread(
            [(run[key] - before[key]) / (other[key] - before[key]) for run, before, other in zip(own, plain, heaptrack)])
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
