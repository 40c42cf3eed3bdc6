"""What all sections of the benchmark share: where things lie, preparing, running, and how figures are summed up and printed."""

import dataclasses
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
INPUT = HERE / ".build" / "input"
BUILD = HERE / ".build" / "release"


@dataclasses.dataclass(frozen=True)
class Extent:
    """How much is measured: so many rounds of all there is; *quick*: only as much as shows that everything works."""

    rounds: int
    quick: bool = False

    def at_most(self, rounds):
        return min(self.rounds, rounds)

    def of(self, whole, small):
        return small if self.quick else whole


@dataclasses.dataclass(frozen=True)
class Run:
    """What one process took, in seconds, those that it waited for included, and what it wrote to standard output."""

    cpu: float
    wall: float
    printed: str


def install(packages):
    """Installs the Debian packages of {package: file that it brings} whose file is missing."""
    missing = [package for package, file in packages.items() if not os.path.exists(file)]
    if missing:
        sudo = [] if os.geteuid() == 0 else ["sudo"]
        subprocess.run([*sudo, "apt-get", "update"], check=True)
        subprocess.run([*sudo, "apt-get", "install", "--yes", "--no-install-recommends", *missing], check=True)


def build(product, configuration="release", options=(), package=HERE):
    command = ["swift", "build", "--configuration", configuration, "--package-path", str(package), *options]
    subprocess.run([*command, "--product", product], check=True, stdout=sys.stderr)


def run(command, environment=None, directory=None):
    """Runs a command to its end, in this environment and that; when it fails, says so with what it wrote to standard error, and ends."""
    words = [str(word) for word in command]
    with tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        process = subprocess.Popen(
            words, env={**os.environ, **(environment or {})}, stdout=subprocess.PIPE, stderr=errors, cwd=directory)
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if status:
            errors.seek(0)
            sys.exit(f"{errors.read().decode(errors='replace')}{' '.join(words)} ended with status {process.returncode}")
    return Run(usage.ru_utime + usage.ru_stime, wall, printed.decode(errors="replace"))


def figures(text):
    """{name: value} of lines that hold a name, a tabulator and a number."""
    return {name: float(value) for name, value in (line.split("\t") for line in text.splitlines())}


def spread(values):
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}


def scaled(values, factor):
    return {name: value * factor for name, value in values.items()}


def cell(values, digits):
    return f"{values['median']:.{digits}f} ({values['least']:.{digits}f}–{values['most']:.{digits}f})"


def print_row(*cells):
    print(f"| {' | '.join(cells)} |")


def print_head(*cells):
    print_row(*cells)
    print("|" + "---|" * len(cells))
