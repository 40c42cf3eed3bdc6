// Calls everything: exit status 0 if all results are those written beside the calls.
import MemoryProfiler

checkStraightCode()
checkLoops()
checkBranches()
try checkValues()
try checkGenerics()
checkOwnership()
try await checkInitializers()
await checkMembers()
try await checkConcurrency()
try checkClosures()
try await checkCaptureLists()
checkBuilders()
try await checkLocalDeclarations()
checkAttributes()
try await checkBlocks()
print(failures == 0 ? "all as expected" : "\(failures) not as expected")
if failures > 0 { fatalError("the macros changed what a function computes") }
