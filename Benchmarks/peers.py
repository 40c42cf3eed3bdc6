"""The programs with which all is compared: where Debian puts them, and how a program is run under each.

A *variant* is a program and what it is run under; its output is the same as the plain program's.
"""

import os
import pathlib
import shutil
import subprocess

from measuring import BUILD, HERE, install

LIBRARIES = pathlib.Path("/usr/lib") / f"{os.uname().machine}-linux-gnu"
JEMALLOC = LIBRARIES / "libjemalloc.so.2"
TCMALLOC = LIBRARIES / "libtcmalloc.so.4"
HEAPTRACK = "/usr/lib/heaptrack/libheaptrack_preload.so"
SCRATCH = HERE / ".build" / "peers"
NEVER = str(10**15)  # bytes between two of gperftools' dumps

PLAIN, IDLE, TRACING, HEAPTRACK_ALONE = "plain", "linked, idle", "tracing", "heaptrack"
JEMALLOC_EVERY, GPERFTOOLS, DHAT = "jemalloc, every block", "gperftools", "DHAT"


def prepare():
    install({
        "heaptrack": HEAPTRACK, "libjemalloc2": JEMALLOC, "libgoogle-perftools4": TCMALLOC, "valgrind": "/usr/bin/valgrind",
        "binutils": "/usr/bin/strip"})


def tracing(frames=256):
    return {"MPROF_FRAMES": str(frames)}


# Without the interpreter, its output thrown away: what it costs the program itself.
HEAPTRACK_PRELOADED = {"LD_PRELOAD": HEAPTRACK, "DUMP_HEAPTRACK_OUTPUT": "/dev/null"}


def fast_variants(unlinked="unlinked", linked="linked", directory=BUILD):
    """{variant: (command, environment)} of those that bear the whole input."""
    return {
        PLAIN: ([directory / unlinked], {}),
        IDLE: ([directory / linked], {}),
        TRACING: ([directory / linked], tracing()),
        HEAPTRACK_ALONE: ([directory / unlinked], HEAPTRACK_PRELOADED),
    }


def jemalloc(options=""):
    """The environment in which jemalloc records; every block with `lg_prof_sample:0` among the options."""
    return {"LD_PRELOAD": str(JEMALLOC), "MALLOC_CONF": ",".join(filter(None, ["prof:true", options]))}


def gperftools(files):
    """The environment in which gperftools records, and writes at the end alone."""
    return {
        "LD_PRELOAD": str(TCMALLOC), "HEAPPROFILE": str(files), "HEAP_PROFILE_ALLOCATION_INTERVAL": NEVER,
        "HEAP_PROFILE_INUSE_INTERVAL": NEVER}


def slow_variants(unlinked="unlinked"):
    """The same of those that take a hundred times as long; every block is recorded. jemalloc and gperftools replace malloc, too."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    return {
        JEMALLOC_EVERY: ([BUILD / unlinked], jemalloc("lg_prof_sample:0")),
        GPERFTOOLS: ([BUILD / unlinked], gperftools(SCRATCH / "gperftools")),
        DHAT: (["valgrind", "--quiet", "--tool=dhat", "--dhat-out-file=/dev/null", without_debug_information(unlinked)], {}),
    }


def without_debug_information(program):
    """A copy for valgrind, which gives up on some that swiftc writes; the copy behaves as the program."""
    copy = SCRATCH / program
    shutil.copy2(BUILD / program, copy)
    subprocess.run(["strip", "--strip-debug", copy], check=True)
    return copy
