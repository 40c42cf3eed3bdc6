@_exported import HeapGraph
@_exported import SnapshotFiles
@_exported import Snapshots
@_exported import Symbolication

@_exported import struct Reports.HeapCensus
@_exported import struct Reports.HeapCensusDifference
@_exported import struct Reports.HeapCounters
@_exported import struct Reports.HeapNeighbourhood
@_exported import struct Reports.HeapPath
@_exported import struct Reports.HeapStep
@_exported import struct Reports.LeakGroup
@_exported import struct Reports.LeakReport
// What users meet of the other modules, so that `import MemoryProfiler` is enough.
@_exported import struct Reports.MemoryBreakdown
@_exported import struct Reports.MemoryMeasurement
@_exported import enum Reports.ReferenceOwnership
@_exported import struct Reports.TableColumns
@_exported import struct Reports.TrackedClassesTable
