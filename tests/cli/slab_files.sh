#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Object caches: what is shown of them, what can be set, and programs that read it.
. "$(dirname "$0")/tap.inc"
CC=${CC:-cc} "$ASHLAR" run -o "$work" "$modules/slabs.c" >/dev/null 2>&1
ko=$work/slabs.ko
sys=/sys/kernel/slab

if "$ASHLAR" run -q --show $sys "$ko" 2>&1 | grep -q 'knows no file'; then
	echo "1..0 # SKIP this engine has no files about caches"
	exit 0
fi

run 0 "names" "$ASHLAR" run -q --exec-line "ls $sys" --exec-line "ls $sys/kmalloc-64" \
	--exec-line "ls /sys/kernel/debug/slab/kmalloc-64" "$ko"
says 'cli_held/'
says 'object_size'
says 'validate'
says 'alloc_traces'

# value NAME: what the folder shown last has under this name.
value() {
	printf '%s\n' "$out" | sed -n "s/^$1://p"
}

is() { # NAME VALUE
	[ "$(value "$1")" = "$2" ]
	found $? "$1 is '$2'"
}

# ---- as in Linux

for words in "" "--fast" "--nodes 2 --mem 256M" "--nodes 2 --mem 256M --fast"; do
	for cache in kmalloc-64 cli_held kmem_cache; do
		# shellcheck disable=SC2086
		run 0 "$words $cache" "$ASHLAR" run -q $words --show $sys/$cache "$ko"
		printf '%s\n' "$out" >"$work/ours"
		run 0 "$words $cache: as in Linux" python3 "$here/proc/slab.py" "$work/ours" \
			"$here/proc/linux.slab"
	done
done
ours() { # what is compared is seen
	sed "$1" "$work/ours" >"$work/wrong"
	run 1 "seen: $1" python3 "$here/proc/slab.py" "$work/wrong" "$here/proc/linux.slab"
}
ours /^validate:/d
ours 's/^slabs:.*/slabs:1/'
ours 's/^slabs_cpu_partial:.*/slabs_cpu_partial:0/'
ours 's/^align:/aligned:/'
ours 's/^order:.*/order:N0=1/'

# ---- what a module did

run 0 "a cache with checks" "$ASHLAR" run -q --show $sys/cli_held "$ko"
is object_size 200
is objects '100 N0=100'
is red_zone 1
is poison 1
is store_user 1
is sanity_checks 1
is sheaf_capacity 0
run 0 "a cache without" "$ASHLAR" run -q --fast --show $sys/cli_held "$ko"
is objects '100 N0=100'
is slab_size 200
is red_zone 0
is alloc_slab "$(value slabs)"
run 0 "a cache with a constructor" "$ASHLAR" run -q --fast --show $sys/cli_ready "$ko"
matches '^ctor:make_ready\+0x0/0x[0-9a-f]+ \[slabs\]$'
is align 64
is hwcache_align 1
is objects 0
run 0 "one attribute" "$ASHLAR" run -q --show $sys/cli_held/objects,$sys/cli_held/order "$ko"
says "==> $sys/cli_held/objects <=="
says '100 N0=100'
says "==> $sys/cli_held/order <=="
run 0 "slabinfo" "$ASHLAR" run -q --fast --show slabinfo "$ko"
matches '^cli_held +100 +[0-9]+ +200 '

run 0 "merged caches" "$ASHLAR" run -q --fast --show $sys,$sys/cli_twin_b "$ko"
says ':a-0001864'
says 'cli_twin_a -> :a-0001864'
says 'cli_twin_b -> :a-0001864'
matches '^cli_held$'
is aliases 1
is reclaim_account 1
run 0 "by id" "$ASHLAR" run -q --fast --show $sys/:a-0001864/aliases "$ko"
matches '^1$'

debug=/sys/kernel/debug/slab
run 0 "traces" "$ASHLAR" run -q \
	--show $debug/cli_held/alloc_traces,$debug/cli_held/free_traces "$ko"
says "==> $debug/cli_held/alloc_traces <=="
matches '^    100 hold[.a-z0-9]*\+0x[0-9a-f]+/0x[0-9a-f]+ \[slabs\] age=[0-9]+/[0-9]+/'
matches '^        slabs_init\+0x[0-9a-f]+/0x[0-9a-f]+ \[slabs\]$'
matches '^    100 <not-available> age=0/0/0 pid=0$'
run 2 "traces that nobody keeps" "$ASHLAR" run -q --fast --show $debug/cli_held/alloc_traces "$ko"
says "--show $debug/cli_held/alloc_traces: there is no such cache, or no such file of it"

# ---- what is not there

run 2 "no such cache" "$ASHLAR" run -q --show $sys/nobody,$sys/cli_held/objects "$ko"
says "--show $sys/nobody: there is no such cache, or no such file of it"
says '100 N0=100'
lines_of_ours 1
for path in $sys/cli_held/nonsense $sys/cli_held/objects/more $debug/cli_held \
	$debug/cli_held/order /sys/kernel/slabs /sys/kernel; do
	run 2 "--show $path" "$ASHLAR" run -q --show "$path" "$ko"
	says "--show knows no file $path: "
	lines_of_ours 1
done

# ---- what can be set

set_to() { # CODE PATH=VALUE OPTION...
	local code=$1 word=$2
	shift 2
	run "$code" "--sysctl $word" "$ASHLAR" run -q --sysctl "$word" "$@" \
		--show $sys/cli_held "$ko"
}

for option in "" --fast; do
	# shellcheck disable=SC2086
	set_to 0 $sys/cli_held/min_partial=3 $option
	is min_partial 3
done
set_to 0 $sys/cli_held/shrink=1 --fast
slabs=$(((99 + $(value objs_per_slab)) / $(value objs_per_slab)))
is slabs "$slabs N0=$slabs"
is partial 0
set_to 0 $sys/cli_held/alloc_slab=0
is alloc_slab 0
set_to 0 $sys/cli_held/validate=1
run 3 "validate finds it" "$ASHLAR" run -q --sysctl $sys/cli_held/validate=1 "$ko" spoil=7
says 'BUG cli_held'
says 'Right Redzone overwritten'
set_to 2 $sys/cli_held/validate=1 --fast
says "--sysctl $sys/cli_held/validate cannot be 1"
for word in shrink=0 shrink= validate=yes min_partial=-1 min_partial=99999999999 cpu_partial=1; do
	set_to 2 $sys/cli_held/$word
	says "--sysctl $sys/cli_held/${word%=*} cannot be ${word#*=}"
	lines_of_ours 1
done
set_to 2 $sys/nobody/shrink=1
says "--sysctl $sys/nobody/shrink: there is no such cache"
lines_of_ours 1
# All others cannot be written, and that is known before there is a machine.
for name in $(sed -n 's/^r- //p' "$here/proc/linux.slab" | cut -d ' ' -f 1 | sort -u) nonsense; do
	run 2 "--sysctl $name" "$ASHLAR" run --sysctl "$sys/cli_held/$name=1" "$ko"
	says "--sysctl cannot set $sys/cli_held/$name: "
	says_not 'Memory:'
done
run 2 "--sysctl without a value" "$ASHLAR" run --sysctl $sys/cli_held/shrink "$ko"
says "--sysctl wants NAME=VALUE, not $sys/cli_held/shrink"

# ---- programs that read slabinfo

# client COMMAND...: runs it where /proc/slabinfo is ours, on the machine that was shown last.
client() {
	unshare -m sh -c 'mount --bind "$1" /proc/slabinfo && shift && exec "$@"' sh \
		"$work/slabinfo" "$@"
}

run 0 "slabinfo for programs" "$ASHLAR" run -q --fast --show slabinfo "$ko"
printf '%s\n' "$out" | sed 1d >"$work/slabinfo"
if client true 2>/dev/null; then
	if type slabtop >/dev/null 2>&1; then
		run 0 "slabtop" client slabtop --once --sort=n
		matches ' Active / Total Objects \(% used\) '
		matches '^ *[0-9]+ +100 +[0-9]+% +0\.20K +[0-9]+ +20 +[0-9]+K cli_held'
	fi
	if type vmstat >/dev/null 2>&1; then
		run 0 "vmstat -m" client vmstat -m
		matches '^cli_held +100 +[0-9]+ +200 +20$'
	fi
fi
done_testing
