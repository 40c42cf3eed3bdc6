# make demo   a table of real work, from nothing but a Swift toolchain
# make test   every test
# make fuzz   a million damaged files for what reads recordings and snapshots; make test tries a quarter of that
# make soak   what wears a recorder out: servers, compilers, storms, no memory, no disk; make test does a short form of it
# make bench  what it costs, beside its peers: into the README; Benchmarks/run --quick shows in five minutes that it works
# make mprof  the command-line tool, in .build/release; make install PREFIX=/usr/local puts it, its manual and its shell
#             completions elsewhere (below DESTDIR, if given), make uninstall removes them
.PHONY: demo test fuzz soak bench mprof install uninstall prepare unit fixtures outside checks
PREFIX ?= /usr/local

demo:
	@.ci/prepare build
	swift run --package-path Fixtures Demonstration

test: prepare checks unit fixtures outside

fuzz: prepare
	.ci/fuzz-readers

soak: prepare
	.ci/soak

bench: prepare
	Benchmarks/run
	"$$(.ci/python-mprof)" Benchmarks/render.py

# With Swift's runtime inside, mprof stays what it is when the toolchain is moved or not there. The preload library is C
# alone, built without SwiftPM: that would link the runtime into every recorded program. The heap library, loaded at exit
# into programs that may have a Swift runtime of their own, shows one function and keeps its runtime to itself.
release = swift build -c release --disable-default-traits --static-swift-stdlib -Xswiftc -static-stdlib -Xswiftc -use-ld=lld
inside = -Xlinker --version-script=$(CURDIR)/.ci/heap-library.map -Xlinker -s
mprof:
	@.ci/prepare build
	$(release) --product mprof
	$(release) --product mprof-heap $(inside)
	clang -O2 -g -std=gnu11 -shared -fPIC -fno-omit-frame-pointer -Wall -Wextra -ISources/CRecorderCalls/include \
	  -ISources/CAllocationRecorder/include -ISources/CAllocationRecorder Sources/CAllocationRecorder/*.c \
	  Sources/CMallocInterposer/*.c -o .build/release/libmprof-preload.so

# Each file once: below PREFIX, and below .build/release where it comes from.
PROGRAMS = bin/mprof:mprof lib/libmprof-preload.so:libmprof-preload.so lib/libmprof-heap.so:libmprof-heap.so
TEXTS = share/bash-completion/completions/mprof:mprof.bash share/zsh/site-functions/_mprof:mprof.zsh \
  share/fish/vendor_completions.d/mprof.fish:mprof.fish share/man/man1/mprof.1:mprof.1
target = "$(DESTDIR)$(PREFIX)/$(firstword $(subst :, ,$(1)))"
source = .build/release/$(lastword $(subst :, ,$(1)))
define newline


endef

install: mprof
	for shell in bash zsh fish; do .build/release/mprof completions $$shell >.build/release/mprof.$$shell || exit; done
	.build/release/mprof manual-page >.build/release/mprof.1
	$(foreach file,$(PROGRAMS),install -D -m 755 $(call source,$(file)) $(call target,$(file))$(newline))
	$(foreach file,$(TEXTS),install -D -m 644 $(call source,$(file)) $(call target,$(file))$(newline))

uninstall:
	rm -f $(foreach file,$(PROGRAMS) $(TEXTS),$(call target,$(file)))

# What Debian and Ubuntu have and a bare toolchain does not.
prepare:
	@.ci/prepare tests

checks:
	.ci/check-imports --self-test
	.ci/check-imports
	Benchmarks/render.py --check
	swift format lint --strict --recursive Sources Tests .ci/exactness Benchmarks/Sources Benchmarks/server/Sources Fixtures/Demonstration Fixtures/Exactness Fixtures/HeapLeaks Fixtures/HeapQueries Fixtures/LeaksAtExit Fixtures/LineTables Fixtures/MemoryLimits Fixtures/Robustness Fixtures/Tests Fixtures/Tracing Fixtures/Usage

# So swift-syntax is compiled once for both packages.
beside-fixtures = --scratch-path Fixtures/.build

unit:
	# SwiftPM at times compiles MprofTests before mprof's module is there, which then is.
	swift build $(beside-fixtures) --build-tests || swift build $(beside-fixtures) --build-tests
	.ci/swift-test $(beside-fixtures) --skip-build

fixtures:
	.ci/test-fixtures
	.ci/test-limits
	.ci/test-macro-matrix

outside:
	.ci/test-outside
	.ci/test-export
	.ci/test-run
	.ci/test-reading
	.ci/test-programs
	.ci/test-undisturbed
	.ci/test-timeline
	.ci/test-totals
	.ci/test-exactness --self-test
	.ci/test-exactness
	.ci/test-instruction-counts --self-test
	.ci/test-instruction-counts
	.ci/test-walks
	.ci/test-kill
	.ci/fuzz-readers 250000
	.ci/test-flamegraph
	.ci/test-plot
	.ci/test-terminal
	.ci/test-heap-leaks
	.ci/test-install
	.ci/test-sanitizers
	.ci/test-aarch64
	.ci/soak --short
