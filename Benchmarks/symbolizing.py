"""Symbolizing many addresses of one binary: ours beside llvm-symbolizer, addr2line and eu-addr2line.

The addresses are distinct call sites (the return address minus 1, as tracebacks hold them) of the swift-syntax based
benchmark program, built in debug and in release: from its disassembly, shuffled with a seed; where there are too few
for the second set of 100,000, as in release, other instructions follow. Every tool reads the same addresses from a file
and writes functions, inline chain, file and line of each to a file in memory. *cold*: a new process, the binary out of
the page cache (as `fincore` confirms). *warm*: a new process, the binary in the page cache. *second set*: a process that
has just answered as many other addresses answers these through its pipe.
"""

import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import threading
import time

from measuring import HERE, INPUT, build, cell, install, print_head, print_row, spread

COUNTS = [10_000, 100_000]
MOST_ROUNDS = 3
# eu-addr2line takes two milliseconds an address: it gets the first of them only.
MOST_FOR_EU = 500
SECTIONS = ["cold", "warm", "second set"]
BINARIES = {configuration: HERE / ".build" / configuration / "linked" for configuration in ["debug", "release"]}
INSIDE = HERE / ".build" / "inside"
MEMORY = pathlib.Path("/dev/shm") if os.path.isdir("/dev/shm") else INPUT
OURS = "ours"
MANGLED = "ours, names mangled"
EU = "eu-addr2line"


def prepare():
    install({"elfutils": "/usr/bin/eu-addr2line", "binutils": "/usr/bin/addr2line", "llvm": "/usr/bin/llvm-symbolizer"})
    for configuration in BINARIES:
        build("linked", configuration)
    build("symbolize", options=["--disable-default-traits", "--scratch-path", str(INSIDE)], package=HERE.parent)


def tools():
    """{column: command without the binary}. Names are demangled by who can: Swift's only by ours."""
    symbolize = str(INSIDE / "release" / "symbolize")
    swift = pathlib.Path(shutil.which("swift")).resolve().parent
    found = {OURS: [symbolize], MANGLED: [symbolize, "--no-demangle"]}
    for path in [swift / "llvm-symbolizer", pathlib.Path("/usr/bin/llvm-symbolizer")]:
        if path.exists():
            version = re.search(r"LLVM version (\d+)", subprocess.check_output([path, "--version"], text=True))[1]
            found[f"llvm-symbolizer {version}"] = [str(path), "--addresses", "--inlines", "--obj"]
    found["addr2line"] = ["addr2line", "-a", "-i", "-f", "-C", "-e"]
    found[EU] = ["eu-addr2line", "-a", "-i", "-f", "-C", "-e"]
    return found


def successes(command):
    """The exit statuses of a tool that did its work: eu-addr2line says 1 when it could not answer some address."""
    return (0, 1) if command[0] == "eu-addr2line" else (0,)


# MARK: Addresses


def call_sites(binary):
    """The address after each call instruction, minus 1; and one in about sixteen of the other instructions."""
    objdump = pathlib.Path(shutil.which("swift")).resolve().parent / "llvm-objdump"
    sites, others = [], []
    with subprocess.Popen([objdump, "-d", "--no-show-raw-insn", binary], stdout=subprocess.PIPE, text=True) as process:
        after_call = False
        for line in process.stdout:
            match = re.match(r"\s*([0-9a-f]+):\s+(\w+)", line)
            if match and after_call:
                sites.append(int(match[1], 16) - 1)
            elif match and match[1].endswith("3"):
                others.append(int(match[1], 16))
            after_call = bool(match) and match[2].startswith("call")
    return sites, others


def address_sets(binary, counts):
    """{count: two disjoint lists}: the second for a process that has answered the first."""
    sites, others = call_sites(binary)
    generator = random.Random(2)
    generator.shuffle(sites)
    generator.shuffle(others)
    known = set(sites)
    sites += [address for address in others if address not in known]
    if len(sites) < 2 * max(counts):
        sys.exit(f"{binary} has only {len(sites)} addresses to ask for")
    return {count: (sites[:count], sites[count:2 * count]) for count in counts}


def text(addresses):
    return "".join(f"{address:#x}\n" for address in addresses).encode()


# MARK: Measuring


def evict(binary):
    """Takes the binary out of the page cache; the share of its pages that stayed."""
    subprocess.run(["sync", binary], check=True)
    with open(binary) as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    printed = subprocess.check_output(["fincore", "--json", "--bytes", str(binary)], text=True)
    return int(json.loads(printed)["fincore"][0]["res"]) / os.path.getsize(binary)


def fill_cache(binary):
    with open(binary, "rb") as file:
        while file.read(1 << 20):
            pass


def run_new(command, addresses, output):
    """CPU and wall seconds of a new process."""
    source = INPUT / "addresses"
    source.write_bytes(text(addresses))
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, str(source), os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(output), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]
    start = time.monotonic()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    wall = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) not in successes(command):
        sys.exit(f"{' '.join(command)} ended with status {status}")
    return usage.ru_utime + usage.ru_stime, wall


def run_second(command, first, second, output):
    """CPU and wall seconds that a running process takes for the second set."""
    with open(output, "wb") as file:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=file)
    answer(process, first, output)
    clock = ~process.pid << 3 | 2  # clock_getcpuclockid(3) of the process
    cpu, wall = time.clock_gettime(clock), time.monotonic()
    answer(process, second, output)
    taken = time.clock_gettime(clock) - cpu, time.monotonic() - wall
    process.stdin.close()
    process.wait()
    return taken


def answer(process, addresses, output):
    """Asks, and waits until all answers are there: until that of the address 0, which is asked for last."""
    size = os.path.getsize(output)
    question = text(addresses) + b"0x0\n"
    writer = threading.Thread(target=lambda: (process.stdin.write(question), process.stdin.flush()))
    writer.start()
    with open(output, "rb") as file:
        while not re.search(rb"^0x0+\n.+\n.+\n", file_end(file, size), re.MULTILINE):
            if process.poll() is not None:
                sys.exit(f"{process.args} ended with status {process.returncode}")
            time.sleep(0.0005)
    writer.join()


def file_end(file, start):
    end = file.seek(0, os.SEEK_END)
    file.seek(max(start, end - 256))
    return file.read()


def run(state, command, binary, sets, output):
    command = [*command, str(binary)]
    if state == "second set":
        return run_second(command, *sets, output)
    if state == "cold" and evict(binary) > 0:
        sys.exit(f"{binary} stays in the page cache: cold times cannot be measured on this file system")
    if state == "warm":
        fill_cache(binary)
    return run_new(command, sets[0], output)


def measure_cell(state, binary, sets, rounds):
    """{tool: what it took}, the tools in turn."""
    commands = tools()
    output = MEMORY / f"symbolizing-{os.getpid()}"
    taken = {tool: [] for tool in commands}
    try:
        for _ in range(rounds):
            for tool, command in commands.items():
                part = [one[:MOST_FOR_EU] for one in sets] if tool == EU else sets
                taken[tool].append(run(state, command, binary, part, output))
    finally:
        output.unlink(missing_ok=True)
    return {tool: summed_up(runs, taken[OURS]) for tool, runs in taken.items()}


def summed_up(runs, ours):
    """CPU and wall time, and each round's ratio to ours in the same round."""
    result = {}
    for index, measure in enumerate(["cpu", "wall"]):
        result[measure] = spread([one[index] for one in runs])
        result[measure + " ratio"] = spread([one[index] / our[index] for one, our in zip(runs, ours)])
    return result


def answered(command, binary, addresses):
    """The share of addresses for which the tool names a function, and a line."""
    process = subprocess.run([*command, str(binary)], input=text(addresses), stdout=subprocess.PIPE)
    answers = re.split(r"^0x[0-9a-f]+\n", process.stdout.decode(), flags=re.MULTILINE)[1:]
    if process.returncode not in successes(command) or len(answers) != len(addresses):
        sys.exit(f"{command[0]} gave {len(answers)} answers to {len(addresses)} addresses")
    functions = sum(not answer.startswith("??") for answer in answers)
    lines = sum(bool(re.search(r":[1-9]\d*(:\d+| .*)?$", answer, re.MULTILINE)) for answer in answers)
    return {"functions": functions / len(addresses), "lines": lines / len(addresses)}


def measure(extent):
    INPUT.mkdir(parents=True, exist_ok=True)
    results, counts = {}, extent.of(COUNTS, COUNTS[:1])
    for configuration, binary in BINARIES.items():
        sets = address_sets(binary, counts)
        results[configuration] = {
            "size": os.path.getsize(binary),
            "answered": {
                tool: answered(command, binary, sets[counts[0]][0][:MOST_FOR_EU]) for tool, command in tools().items()
            },
            "times": {
                f"{count:,} {state}": measure_cell(state, binary, sets[count], extent.at_most(MOST_ROUNDS))
                for count in counts for state in SECTIONS
            },
        }
    return results


# MARK: Printing


def print_tables(results):
    for configuration, result in results.items():
        for measure_name, title in {"cpu": "CPU time", "wall": "wall time"}.items():
            names = list(result["answered"])
            print_head(
                f"{title}, {configuration} binary of {result['size'] / 1e6:.0f} MB", "ours, s",
                *[name_of(name) for name in names if name != OURS])
            for row, by_tool in result["times"].items():
                print_row(
                    row, cell(by_tool[OURS][measure_name], 3),
                    *[beside(name, by_tool[name], measure_name) for name in names if name != OURS])
            print()
        shares = [f"{name} {one['functions']:.0%} and {one['lines']:.0%}" for name, one in result["answered"].items()]
        print(f"Addresses for which a function and a line are named: {', '.join(shares)}.\n")


def name_of(tool):
    return f"{tool}, only {MOST_FOR_EU:,} addresses, s" if tool == EU else f"{tool}, × ours"


def beside(tool, taken, measure_name):
    """As the column's name says: a ratio, but seconds where the tool had less to do."""
    return cell(taken[measure_name if tool == EU else measure_name + " ratio"], 2)
