"""One run of a program under each recorder, and what that counted: `ours`, `dhat` and `heaptrack`.

The program sees as many variables of the same lengths under all three, since some programs copy theirs: what one recorder brings the
others are given too, heaptrack's removal is made up for, and LD_PRELOAD is filled with colons, which the loader passes over.
"""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
MPROF = TOP / ".build/release/mprof"
HEAPTRACK = "/usr/lib/heaptrack/libheaptrack_preload.so"
# libstdc++'s memory for exceptions when there is none, its first block, which heaptrack brings along.
EMERGENCY_POOL = 0x11C00
# Debian's `valgrind` is a script that adds variables.
VALGRIND = shutil.which("valgrind.bin") or "valgrind"
# Longer than what any of them preloads, and than any folder.
PRELOAD_LENGTH = 1000


@dataclasses.dataclass
class Counted:
    total: tuple  # (blocks, bytes), as all below
    peak: tuple
    live: tuple  # at the end; None where the recorder does not tell
    printed: str
    functions: dict = dataclasses.field(default_factory=dict)  # total by function, callees included
    nothing: int = 0  # blocks of zero bytes
    has_cxx_library: bool = False


def run(command, variables):
    return subprocess.run(command, env=variables, check=True, stdout=subprocess.PIPE, text=True).stdout


def variables(folder):
    return {
        "PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
        "SWIFT_DETERMINISTIC_HASHING": "1", "GLIBCXX_FORCE_NEW": "1", "GLIBCPP_FORCE_NEW": "1", "MPROF_FRAMES": "256",
        "MPROF_RECORDING": str(folder / "recording")}


def colons(used):
    return ":" * (PRELOAD_LENGTH - len(used))


# MARK: The runs


def run_ours(command, folder, library=""):
    (folder / "recording").unlink(missing_ok=True)
    others = f":{library}" if library else ""
    used = f"{(MPROF.parent / 'libmprof-preload.so').resolve()}:{others}"
    environment = {**variables(folder), "LD_PRELOAD": others + colons(used)}
    return run(["setarch", "-R", MPROF, "run", "--output", folder / "recording", *command], environment)


def run_dhat(command, folder):
    used = ":".join(f"/usr/libexec/valgrind/vgpreload_{name}-amd64-linux.so" for name in ("core", "dhat")) + ":"
    # What libc and libstdc++ free only for valgrind is live at the end.
    options = ["-q", "--tool=dhat", "--run-libc-freeres=no", "--run-cxx-freeres=no", f"--dhat-out-file={folder}/dhat"]
    return run([VALGRIND, *options, *command], {**variables(folder), "LD_PRELOAD": colons(used)})


def under_heaptrack(command):
    """It follows no program that is executed in place of the first."""
    return ["setarch", "-R", "env", f"LD_PRELOAD={HEAPTRACK}", *command]


def run_heaptrack(command, folder):
    (folder / "heaptrack").unlink(missing_ok=True)
    environment = {**variables(folder), "DUMP_HEAPTRACK_OUTPUT": str(folder / "heaptrack"), "NO_PRELOAD": colons("")}
    return run(under_heaptrack(command), environment)


def check_variables(folder):
    seen = [
        sorted((len(name), len(value)) for name, _, value in (line.partition("=") for line in printed.splitlines()))
        for printed in (recorder(["/usr/bin/env"], folder) for recorder in (run_ours, run_dhat, run_heaptrack))]
    if seen[0] != seen[1] or seen[0] != seen[2]:
        sys.exit(f"exactness: programs see variables of other lengths: {seen}")


# MARK: What they counted


def added(entries, blocks, size):
    return sum(entry[blocks] for entry in entries), sum(entry[size] for entry in entries)


def by_function(entries):
    """{function: (blocks, bytes)} of [(names, blocks, bytes)], each function of a traceback once."""
    functions = {}
    for names, blocks, size in entries:
        for name in set(names):
            before = functions.get(name, (0, 0))
            functions[name] = (before[0] + blocks, before[1] + size)
    return functions


def whole_summary(command, folder):
    """What `mprof summary` says; ends the script when something of the program is missing."""
    summary = run([MPROF, "summary", folder / "recording"], None)
    if any(word in summary for word in ("lost:", "dropped", "incomplete")):
        sys.exit(f"{command[0]}: {summary}")
    return summary


def ours(command, folder, library=""):
    printed = run_ours(command, folder, library)
    whole_summary(command, folder)
    exported = json.loads(run([MPROF, "export", "--format", "json", folder / "recording"], None))
    stats = json.loads(run([MPROF, "stats", "--json", folder / "recording"], None))
    nothing = sum(bucket["blocks"] for bucket in stats["sizes"] if bucket["most"] == 0)
    totals, sites, frames = exported["totals"], exported["sites"], exported["frames"]
    traced = [
        ([frames[index]["function"] for index in site["frames"]], site["total"]["blocks"], site["total"]["bytes"]) for site in sites]
    return Counted(
        added([totals["total"]], "blocks", "bytes"), added([site["peak"] for site in sites], "blocks", "bytes"),
        added([totals["live"]], "blocks", "bytes"), printed, by_function(traced), nothing,
        any("/libstdc++.so" in image["path"] for image in exported["images"]))


def dhat(command, folder):
    printed = run_dhat(command, folder)
    counted = json.loads((folder / "dhat").read_text())
    points = counted["pps"]
    # `0x401234: name (file.c:12)`, or `(in file)`
    names = [re.sub(r"^0x[0-9A-F]+: (.*?)( \(.*\))?$", r"\1", frame) for frame in counted["ftbl"]]
    traced = [([names[index] for index in point["fs"]], point["tbk"], point["tb"]) for point in points]
    return Counted(
        added(points, "tbk", "tb"), added(points, "gbk", "gb"), added(points, "ebk", "eb"), printed, by_function(traced))


def heaptrack(command, folder):
    """From its events as it writes them: `+ SIZE TRACE BLOCK`, `- BLOCK`."""
    printed = run_heaptrack(command, folder)
    blocks = size = live = peak = peak_blocks = 0
    sizes = {}
    for line in open(folder / "heaptrack"):
        words = line.split()
        if words[0] == "+":
            sizes[words[3]] = int(words[1], 16)
            blocks, size, live = blocks + 1, size + sizes[words[3]], live + sizes[words[3]]
            if live >= peak:
                peak, peak_blocks = live, len(sizes)
        elif words[0] == "-":
            live -= sizes.pop(words[1], 0)
    return Counted((blocks, size), (peak_blocks, peak), None, printed)
