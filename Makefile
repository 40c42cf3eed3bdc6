# make demo   a table of real work, from nothing but a Swift toolchain
# make test   every test
# make bench  what it costs, beside its peers
.PHONY: demo test bench prepare unit fixtures outside checks

demo:
	@.ci/prepare build
	swift run --package-path Fixtures Demonstration

test: prepare checks unit fixtures outside

bench: prepare
	Benchmarks/run

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
