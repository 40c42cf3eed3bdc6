"""What all sections of the benchmark share: where things lie, preparing, and how figures are summed up and printed."""

import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
INPUT = HERE / ".build" / "input"


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


def spread(values):
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}


def cell(values, digits):
    return f"{values['median']:.{digits}f} ({values['least']:.{digits}f}–{values['most']:.{digits}f})"


def print_row(*cells):
    print(f"| {' | '.join(cells)} |")


def print_head(*cells):
    print_row(*cells)
    print("|" + "---|" * len(cells))
