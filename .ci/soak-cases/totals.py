"""What all processes of a recording add up to: `totals.py RECORDING` prints blocks, dropped blocks and tracebacks, lost tables and
processes, and how many processes there are. The layout is that of recording.h; mprof says this of one process at a time.
"""

import struct
import sys

ENTRY = struct.Struct("<IIIIQQ")
PROCESS, SHARES, SHARE_BYTES, LOSSES_AT = 1, 4, 64, 24

data = open(sys.argv[1], "rb").read()
(chunk,), (lost_processes,) = struct.unpack_from("<Q", data, 24), struct.unpack_from("<I", data, 56)
blocks, processes, losses = 0, 0, [0, 0, 0]
while chunk:
    following, taken, capacity = struct.unpack_from("<QII", data, chunk)
    for index in range(min(taken, capacity)):
        kind, _, _, _, offset, size = ENTRY.unpack_from(data, chunk + 16 + ENTRY.size * index)
        if kind == PROCESS:
            processes += 1
            losses = [a + b for a, b in zip(losses, struct.unpack_from("<QQQ", data, offset + LOSSES_AT))]
        elif kind == SHARES:
            blocks += sum(struct.unpack_from("<Q", data, at)[0] for at in range(offset + 8, offset + size, SHARE_BYTES))
    chunk = following
print(blocks, *losses, lost_processes, processes)
