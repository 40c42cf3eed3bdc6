import MemoryProfiler
import Testing

@Test func theMaximumOfNoSamplesIsZero() { #expect(MemorySamples().maximum == 0) }
