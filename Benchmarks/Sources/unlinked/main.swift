import Workloads

try runWorkload()
