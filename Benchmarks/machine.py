"""On which machine, when and of which commit the figures are."""

import datetime
import os
import platform
import re
import subprocess

from measuring import HERE

PEERS = ["heaptrack", "valgrind", "libjemalloc2", "libgoogle-perftools4", "python3-memory-profiler", "elfutils", "binutils", "llvm"]


def describe():
    return {
        "processor": field("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory, KiB": int((field("/proc/meminfo", "MemTotal") or "0").split()[0]),
        "system": field("/etc/os-release", "PRETTY_NAME", "=") or platform.system(),
        "kernel": platform.release(),
        "glibc": os.confstr("CS_GNU_LIBC_VERSION"),
        "swift": output("swift", "--version").splitlines()[0],
        "peers": {package: output("dpkg-query", "--show", "--showformat", "${Version}", package) for package in PEERS},
        "commit": output("git", "-C", str(HERE), "rev-parse", "HEAD"),
        "uncommitted changes": bool(output("git", "-C", str(HERE), "status", "--porcelain")),
        "started": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "load when started": os.getloadavg()[0],
    }


def field(path, name, separator=":"):
    """The first value of that name in a file of lines; None where there is none, as of the model on some processors."""
    with open(path) as file:
        match = re.search(rf"^{re.escape(name)}\s*{separator}\s*(.*)$", file.read(), re.MULTILINE)
    return match[1].strip('"') if match else None


def output(*command):
    """What a command prints; nothing where it fails, as of a package that is not installed."""
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.strip()
    except FileNotFoundError:
        return ""
