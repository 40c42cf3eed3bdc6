"""The sections of the benchmark by their names, in the order in which they are measured and shown."""

import bounds
import frames
import growth
import heap
import lines
import pairs
import recording
import serving
import snapshots
import startup
import symbolizing
import workloads

SECTIONS = {
    "workloads": workloads, "bounds": bounds, "pairs": pairs, "lines": lines, "frames": frames, "growth": growth, "startup": startup,
    "server": serving, "symbolizing": symbolizing, "mprof": recording, "heap": heap, "snapshots": snapshots,
}
