"""What keeping more frames of each traceback costs: 1, 8, 32 and 128; 0 are sizes alone, without a look at the stack.

The workloads with shallow, deep and many distinct stacks, each plain and traced with so many frames in turn; and the size of the file that
`mprof run` writes of it with so many frames. Then a million live blocks of 32 bytes from ten thousand call paths that lie 130 calls deep
(see growth.py): the memory for a live block and for a traceback.
"""

import growth
import inputs
import peers
import workloads
from inputs import TENTH, WHOLE
from measuring import BUILD, HERE, build, cell, print_head, print_row, run
from peers import PLAIN
from recording import MPROF, make_mprof, size

FRAMES = [0, 1, 8, 32, 128]
WORKLOADS = ["swift-syntax parse", "GRDB inserts", "YAML parse", "JSON decoding", "text", "churn", "recursion, all paths distinct"]
MOST_ROUNDS = 5
MOST_ROUNDS_OF_BLOCKS = 3
RECORDED = HERE / ".build" / "peers" / "frames.mprof"


def prepare():
    peers.prepare()
    for product in ["unlinked", "linked", "growth"]:
        build(product)
    make_mprof()
    inputs.write()


def measure(extent):
    """{"workloads": {workload: {"plain" | frames: {figure: spread}}}, "live blocks": {frames: {figure: spread}}}"""
    programs = workloads.programs(extent.of(WHOLE, TENTH))
    return {
        "workloads": {name: of_workload(programs[name], extent) for name in WORKLOADS},
        "live blocks": {str(frames): of_blocks(frames, extent) for frames in FRAMES},
    }


def of_workload(arguments, extent):
    variants = {PLAIN: peers.fast_variants()[PLAIN]}
    variants |= {str(frames): ([BUILD / "linked"], peers.tracing(frames)) for frames in FRAMES}
    compared = workloads.compared(arguments, variants, extent.at_most(MOST_ROUNDS))
    for frames in FRAMES:
        compared["variants"][str(frames)]["file, bytes"] = recorded_bytes(arguments, frames)
    return compared


def recorded_bytes(arguments, frames):
    """The size of the recording; the same in each run but for the samples of its timeline."""
    RECORDED.parent.mkdir(parents=True, exist_ok=True)
    RECORDED.unlink(missing_ok=True)  # mprof replaces no file
    kept = ["--frames", frames] if frames else ["--no-tracebacks"]
    run([MPROF, "run", *kept, "--output", RECORDED, BUILD / "unlinked", *arguments])
    return RECORDED.stat().st_size


def of_blocks(frames, extent):
    count = extent.of(1_000_000, growth.SMALL)
    return growth.compared([count, count // 100, 1, count, 110], frames, extent.at_most(MOST_ROUNDS_OF_BLOCKS))


def print_tables(results):
    for name, compared in results["workloads"].items():
        print_head(f"{name}, frames kept", "CPU, × plain", "wall, × plain", "added, ns an allocation", "recording")
        for frames in map(str, FRAMES):
            figures = compared["variants"][frames]
            print_row(
                frames, cell(figures["cpu ratio"], 2), cell(figures["wall ratio"], 2), cell(figures["added ns an allocation"], 1),
                size(figures["file, bytes"]))
        print()
    print_head("live blocks 130 calls deep, frames kept", "added, ns a pair", "own, bytes a live block", "own, bytes a traceback")
    for frames, figures in results["live blocks"].items():
        print_row(
            frames, cell(figures["added ns a pair"], 1), cell(figures["own bytes a live block"], 1),
            cell(figures["own bytes a traceback"], 0))
