#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ashlar bench: what it prints in each form, what it refuses, and workers that die.
. "$(dirname "$0")/tap.inc"
man=$here/../../docs/ashlar.1

strange() { # NAME WHAT: a malloc that does WHAT for 65536 bytes
	${CC:-cc} -shared -fPIC -o "$work/lib$1.so" "-DDO=$2" "$here/bench/strange_malloc.c"
}
strange plain '(void)0'
strange crash 'raise(SIGSEGV)'
strange poor 'return NULL'
strange stuck 'pause()'

# ---- all there is, once --------------------------------------------------------------------------

run 0 "bench --list" "$ASHLAR" bench --list
cases=$(printf '%s\n' "$out" | cut -d' ' -f1)
for name in pair_65536 constant_64 fifo_64 lifo_256 shuffled_64 bulk_256 churn replace cross_64 \
	threads_1 threads_200 latency memory kinds; do
	matches "^$name  *[a-z]"
done
run 0 "bench --quick" "$ASHLAR" bench --quick --json --output "$work/json" --plot "$work/svg" \
	--malloc "other=$work/libplain.so"
matches '^pair_64 +[0-9.]+ +- +[0-9.]+'
matches '^constant_64 +[0-9.]+ +[0-9.]+ +[0-9.]+'
matches "^other .*$work/libplain.so\$"
says_not 'round 1'
lines_of_ours 0

json() { # NAME: the Python on the standard input finds the results in r, and fails or does not
	out=$({
		echo 'import json, sys'
		echo 'r = json.load(open(sys.argv[1]))'
		echo 'figures = {f["name"]: f for f in r["figures"]}'
		cat
	} | python3 - "$work/json" "$cases" 2>&1)
	verdict $? "json: $1"
}
json "every number is positive" <<'PYTHON'
def walk(x, path):
    if isinstance(x, dict):
        for k, v in x.items():
            walk(v, path + [k])
    elif isinstance(x, list):
        for k, v in enumerate(x):
            walk(v, path + [k])
    elif isinstance(x, (int, float)):
        assert x > 0 or path == ["cpu"], (path, x)
walk(r, [])
PYTHON
json "has every case" <<'PYTHON'
assert {f["case"] for f in r["figures"]} == set(sys.argv[2].split())
PYTHON
json "kmalloc() and malloc() can do all of them, a cache those of one size" <<'PYTHON'
for name, f in figures.items():
    one_size = name.split("_")[0] in ("constant", "fifo", "lifo", "shuffled", "bulk", "cross",
                                      "kinds")
    assert f["values"]["kmalloc"] and f["values"]["glibc"] and f["values"]["other"], name
    assert bool(f["values"]["cache"]) == one_size, name
PYTHON
json "ratios are those to the fastest malloc" <<'PYTHON'
for name, f in figures.items():
    others = {k: v for k, v in f["values"].items() if k not in ("kmalloc", "cache")}
    fastest = min(others, key=others.get)
    assert f["values"][fastest] == f["values"][f["fastest_malloc"]], name
    ratio, wanted = f["ratios"]["kmalloc"], f["values"]["kmalloc"] / others[fastest]
    if name != "latency_no_call":
        assert abs(ratio - wanted) < 1e-3 * wanted, name
PYTHON
json "single calls are in order" <<'PYTHON'
for a in r["allocators"]:
    if a["interface"] != "cache":
        v = [figures["latency_" + n]["values"][a["name"]] for n in ("p50", "p99", "p99.99")]
        assert v == sorted(v), (a["name"], v)
PYTHON
json "memory that is held is no less than what is used" <<'PYTHON'
for name in ("memory_churned", "memory_thinned", "kinds_churned", "kinds_thinned"):
    for allocator, v in figures[name]["values"].items():
        assert v is None or v > 0.95, (name, allocator, v)
    assert figures[name.replace("churned", "thinned")]["values"]["kmalloc"] >= \
        figures[name]["values"]["kmalloc"]
PYTHON
json "each malloc comes from its own library" <<'PYTHON'
for a in r["allocators"]:
    if a["interface"] == "malloc":
        name = {"glibc": "libc", "other": "libplain"}.get(a["name"], a["name"])
        assert name in a["path"].split("/")[-1], a
PYTHON
out=$(python3 - "$work/svg" 2>&1 <<'PYTHON'
import sys
import xml.etree.ElementTree as tree
svg = tree.parse(sys.argv[1]).getroot()
tags = [e.tag.split("}")[1] for e in svg.iter()]
text = "".join(svg.itertext())
assert tags.count("rect") > 100 and tags.count("polyline") >= 2, tags
for name in ("kmalloc", "glibc", "other", "pair_64", "threads_200", "latency_p99.99"):
    assert name in text, name
height = float(svg.get("height"))
for e in svg.iter():
    for key in ("y", "cy"):
        if e.get(key):
            assert 0 <= float(e.get(key)) <= height, e.attrib
PYTHON
)
verdict $? "svg: is sound, and inside its frame" || show

# ---- less of it ----------------------------------------------------------------------------------

run 0 "bench --csv" "$ASHLAR" bench --quick --csv --case 'pair_*' --case bulk_64
[ "$(printf '%s\n' "$out" | awk -F, '{ print NF }' | sort -u | wc -l)" = 1 ]
found $? "has as many columns in each line"
[ "$(printf '%s\n' "$out" | wc -l)" = 10 ]
found $? "has only the cases that match"
matches '^name,unit,kmalloc,cache,glibc,.*,kmalloc/best,cache/best$'
run 0 "bench --allocator" "$ASHLAR" bench --quick --csv --case pair_8 --allocator glibc,cache
matches '^name,unit,cache,glibc,cache/best$'
run 0 "bench --allocator ashlar" "$ASHLAR" bench --quick --csv --case pair_8 --allocator ashlar
matches '^name,unit,kmalloc,cache,kmalloc/best,cache/best$'
matches '^pair_8,ns,[0-9.]*,,,$'
run 0 "bench on a terminal" python3 -c 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)' \
	"$ASHLAR" bench --quick --case pair_8 --allocator kmalloc
says 'round 1 of 1: pair_8'

# ---- workers that die ----------------------------------------------------------------------------

some=(--quick --case 'pair_8' --case 'pair_65536')
run 1 "a worker that crashes" "$ASHLAR" bench "${some[@]}" --rounds 2 --malloc "$work/libcrash.so"
says 'ashlar: bench: pair_65536 with crash: it was killed: Segmentation fault'
lines_of_ours 1
matches '^pair_8 .* [0-9.]+ +[0-9.]+ +-$'
matches '^pair_65536 +[0-9.]+ +- +[0-9.]+.* - +[0-9.]+ +-$'
run 1 "a malloc without memory" "$ASHLAR" bench "${some[@]}" --allocator poor \
	--malloc "$work/libpoor.so"
says 'ashlar: bench: pair_65536 with poor: it has no memory left'
lines_of_ours 1

# The worker of a command that is about to be killed: it is in pause().
for signal in TERM KILL; do
	"$ASHLAR" bench "${some[@]}" --allocator stuck --malloc "$work/libstuck.so" \
		>/dev/null 2>&1 &
	command=$!
	worker=
	while kill -0 $command 2>/dev/null; do
		worker=$(pgrep -P $command -f 'worker malloc .* pair_65536') && break
	done
	kill -$signal $command
	wait $command 2>/dev/null
	status=$?
	for ((i = 0; i < 100; i++)); do
		kill -0 "$worker" 2>/dev/null || break
		sleep 0.05
	done
	[ -n "$worker" ] && ! kill -0 "$worker" 2>/dev/null
	verdict $? "SIG$signal leaves no worker behind"
	[ $status -gt 128 ]
	verdict $? "SIG$signal ends the command"
done

# ---- what is refused -----------------------------------------------------------------------------

refused() { # TEXT OPTION...
	local text=$1
	shift
	run 2 "bench $*" "$ASHLAR" bench "$@"
	says "$text"
	lines_of_ours 1
}
refused 'no case is called pair_7; see ashlar bench --list' --case pair_7
refused 'no allocator slow here: ashlar, kmalloc, cache, glibc' --allocator slow
refused 'no allocator  here: ashlar' --allocator glibc,
refused 'nothing.so: cannot be loaded: ' --malloc "$work/nothing.so"
refused 'ashlar.1: cannot be loaded: ' --malloc "other=$man"
refused 'has no malloc() and free() of its own' --malloc "$(ldd "$ASHLAR" |
	awk '/libelf/ { print $3 }')"
refused 'there is one called glibc already' --malloc "glibc=$work/libplain.so"
refused '--malloc wants a library' --malloc "$work/lib plain.so"
refused '--malloc wants a library' --malloc "a,b=$work/libplain.so"
refused '--cpu 1023 is none that this process may use' --cpu 1023
refused '--cpu wants a number from 0 to 1023, not first' --cpu first
refused '--rounds wants a number from 1 to 1000, not 0' --rounds 0
refused '--json and --csv are one too many' --json --csv
refused '--output wants --json or --csv' --output "$work/out"
refused "cannot write to $work: Is a directory" --json --output "$work"
refused "cannot write to $work/none/svg" --plot "$work/none/svg"
refused 'pair_8 is one word too many' pair_8
refused 'unknown option --fast' --fast
refused 'worker is for the command itself' worker

# ---- words ---------------------------------------------------------------------------------------

run 0 "help bench" "$ASHLAR" help bench
options_of_help=$(printf '%s\n' "$out" | sed -n 's/^  *\(-., \)\?--\([a-z]*\).*/\2/p' | sort -u)
options_of_man=$(sed -n '/^\.SS bench/,/^\.SS version/s/.*\\-\\-\([a-z]*\).*/\1/p' "$man" | sort -u)
[ -n "$options_of_help" ] && [ "$options_of_help" = "$options_of_man" ]
verdict $? "manual page and help have the same options"
done_testing
