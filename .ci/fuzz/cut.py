"""Makes a small recording of a large one: `cut.py RECORDING SMALL`. The layout is that of recording.h: the directory's entries
stay, each table is cut to its first bytes, and all of it moves together."""
import struct
import sys

ENTRY = struct.Struct("<IIIIQQ")
# kind: bytes that are kept; nodes, sites and shares are used from their beginning
KEPT = {1: 3144, 2: 24 * 40, 3: 4 * 40, 4: 64 * 24, 5: 48, 6: 1200, 7: 2560, 8: 256, 9: 56 * 4}
SAMPLES = 6
MOST = {2: 2, 3: 1, 4: 3, 6: 2}  # tables of a kind in a process

data = open(sys.argv[1], "rb").read()
entries, chunk = [], struct.unpack_from("<Q", data, 24)[0]
while chunk:
    following, taken, capacity = struct.unpack_from("<QII", data, chunk)
    entries += [ENTRY.unpack_from(data, chunk + 16 + ENTRY.size * index) for index in range(min(taken, capacity))]
    chunk = following
kept, seen = [], {}
for entry in entries:
    number = seen[entry[:2]] = seen.get(entry[:2], 0) + 1
    if entry[0] and entry[1] <= 2 and number <= MOST.get(entry[0], 2):
        kept.append(entry)
directory, tables, moved = 64, b"", []
start = directory + 16 + ENTRY.size * len(kept)
for kind, process, owner, index, offset, size in kept:
    size = min(size, KEPT.get(kind, 1024))
    moved.append(ENTRY.pack(kind, process, owner, index, start + len(tables), size))
    tables += data[offset:offset + size]
header = bytearray(data[:directory])
samples, capacity, count = struct.unpack_from("<QII", data, 40)
count = min(count, SAMPLES)
struct.pack_into("<QQ", header, 16, start + len(tables) + 32 * count, directory)
struct.pack_into("<QII", header, 40, start + len(tables), count, count)
head = struct.pack("<QII", 0, len(moved), len(moved))
open(sys.argv[2], "wb").write(bytes(header) + head + b"".join(moved) + tables + data[samples:samples + 32 * count])
