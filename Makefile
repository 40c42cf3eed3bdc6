# make demo   a table of real work, from nothing but a Swift toolchain
# make test   every test
# make bench  what it costs, beside its peers
# make mprof  the command-line tool, in .build/release; make install PREFIX=/usr/local puts it elsewhere
.PHONY: demo test bench mprof install prepare unit fixtures outside checks
PREFIX ?= /usr/local

demo:
	@.ci/prepare build
	swift run --package-path Fixtures Demonstration

test: prepare checks unit fixtures outside

bench: prepare
	Benchmarks/run

# The preload library is C alone, built without SwiftPM: that would link Swift's runtime into every recorded program.
mprof:
	@.ci/prepare build
	swift build -c release --product mprof --disable-default-traits
	clang -O2 -g -std=gnu11 -shared -fPIC -fno-omit-frame-pointer -Wall -Wextra -ISources/CAllocationRecorder/include \
	  -ISources/CAllocationRecorder Sources/CAllocationRecorder/*.c Sources/CMallocInterposer/*.c \
	  -o .build/release/libmprof-preload.so

install: mprof
	install -D -m 755 .build/release/mprof $(PREFIX)/bin/mprof
	install -D -m 755 .build/release/libmprof-preload.so $(PREFIX)/lib/libmprof-preload.so

# What Debian and Ubuntu have and a bare toolchain does not.
prepare:
	@.ci/prepare tests

checks:
	.ci/check-imports --self-test
	.ci/check-imports
	swift format lint --strict --recursive Sources Tests Fixtures/Demonstration Fixtures/Exactness Fixtures/LineTables Fixtures/Robustness Fixtures/Tests Fixtures/Tracing Fixtures/Usage

unit:
	swift build --build-tests
	swift test --skip-build

fixtures:
	.ci/test-fixtures
	.ci/test-macro-matrix

outside:
	.ci/test-outside
	.ci/test-export
	.ci/test-run
	.ci/test-reading
	.ci/test-flamegraph
