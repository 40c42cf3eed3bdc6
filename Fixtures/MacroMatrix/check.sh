#!/bin/sh
# Builds the matrix in debug and release and checks, for each: no warning; every result as written beside its call;
# every probe's own line number equal to the line that the debug information gives for the probe's call; no line of
# the program in a macro's expansion buffer. Needs nothing but the Swift toolchain.
set -eu
cd "$(dirname "$0")"
tools=$(dirname "$(readlink -f "$(command -v swift)")")

# "address line" of every call of a probe that starts a line: the number is the constant put into the first
# argument's register just before.
probe_calls() {
  "$tools/llvm-objdump" -d --no-show-raw-insn "$1" | awk '
    /mov[lq]?[ \t]+\$0x[0-9a-f]+, %[er]di/ { match($0, /\$0x[0-9a-f]+/); constant = substr($0, RSTART + 1, RLENGTH - 1) }
    /mov[ \t]+[wx]0, #0x[0-9a-f]+/ { match($0, /#0x[0-9a-f]+/); constant = substr($0, RSTART + 1, RLENGTH - 1) }
    /(call|callq|bl)[ \t].*LineProbeV(4line|7closure|12asyncClosure)/ && constant != "" {
      address = $1; sub(/:/, "", address); print "0x" address, constant; constant = "" }'
}

check() {
  configuration=$1
  log=$(mktemp)
  products=$(swift build -c "$configuration" --show-bin-path)
  # The build does not notice that a macro changed: what was compiled with the old one must go.
  rm -rf "$products/MacroMatrix.build"
  nice swift build -c "$configuration" >"$log" 2>&1 || { grep -E 'error' "$log"; exit 1; }
  if grep -E '(MacroMatrix/Sources|macro expansion).*warning:' "$log"; then
    echo "$configuration: the compiler warns of rewritten code"; exit 1
  fi
  program=$products/MacroMatrix
  "$program" >"$log" 2>&1 || { grep 'instead of' "$log"; exit 1; }

  probe_calls "$program" >"$log"
  count=$(wc -l <"$log")
  [ "$count" -gt 500 ] || { echo "$configuration: only $count probe calls found"; exit 1; }
  cut -d' ' -f1 "$log" | "$tools/llvm-symbolizer" --obj="$program" --no-inlines --output-style=GNU --functions=none >"$log.lines"
  paste -d' ' "$log" "$log.lines" | grep -v /Sources/MemoryProfiler/ | awk -v sources="$PWD/Sources/MacroMatrix/" -v release="$([ "$configuration" = release ] && echo 1)" '
    { split($3, place, ":"); expected = 0; digits = "0123456789abcdef"; hex = substr($2, 3)
      for (i = 1; i <= length(hex); i++) expected = expected * 16 + index(digits, substr(hex, i, 1)) - 1
      # The optimizer gives a call that it merged with another one line 0.
      if (release && place[2] == 0 && ++merged * 50 < NR + 50) next
      if (index(place[1], sources) != 1 || place[2] != expected) { print "probe of line", expected, "stands at", $3; bad++ } }
    END { exit bad > 0 }' || { echo "$configuration: lines are not exact"; exit 1; }
  # The call that #profile becomes, and the compiler's own #isolation, are the only code of an expansion's own.
  if "$tools/llvm-objdump" -d -l --no-show-raw-insn "$program" | grep '^; .*@__swiftmacro' | sort -u |
    grep -Ev '(7profile|9isolation)f'; then
    echo "$configuration: code stands in an expansion instead of the file"; exit 1
  fi
  echo "$configuration: all results as written, $count probes on their lines"
}

check debug
check release
