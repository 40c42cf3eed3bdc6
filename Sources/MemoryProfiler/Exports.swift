@_exported import SnapshotFiles
@_exported import Snapshots
@_exported import Symbolication

// What users meet of the other modules, so that `import MemoryProfiler` is enough.
@_exported import struct Reports.MemoryBreakdown
@_exported import struct Reports.MemoryMeasurement
@_exported import struct Reports.TableColumns
