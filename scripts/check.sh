#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every check there is.  usage: check.sh [--list | --all | STEP...]
#
# Without arguments all but the steps of $RARE, which seldom say more than their neighbours do and
# take long; --all runs those, too.
#
# A step prints one line; a failed one also the end of its log, all of which stays in
# build-check/log/.  Steps that build run one after the other, each on all CPUs; the others run
# side by side.  The last line is "N passed, N failed, N skipped": a step counts as one, a step
# that runs tests counts as its tests; a step whose last line is "skipped: ..." was skipped.  Exit
# status 1 when anything failed.
set -u
cd "$(dirname "$0")/.." || exit 2

WORK=build-check
LOG=$WORK/log
JOBS=$(nproc)
STEP_SECONDS=${STEP_SECONDS:-900}
export PYTHONDONTWRITEBYTECODE=1

# What the others have between them, one thing at a time: clang, large pages, no mapping, the tiny
# engine under the sanitizer; arm64, if it can be built; and what an image for it has, too; RISC-V,
# where the suites are what they are on bare x86; all that an image with other page tables does as
# every image does.
RARE=' build-clang unit-clang build-page13 unit-page13 build-page14 unit-page14'
RARE+=' build-nommu unit-nommu build-slob-asan unit-slob-asan build-arm64'
RARE+=' boot-riscv64 boot-riscv64-masked boot-i386-pae-all '

# What builds that are run once compile faster with: lines in traces are all they need.
QUICK='-Doptimization=1 -Dc_args=-g1'

passed=0 failed=0 skipped=0
pending=()
only=("$@")

# ---- running and reporting -----------------------------------------------------------------------

wanted() {
	local name
	[ ${#only[@]} = 0 ] && { [ $all = yes ] || [[ $RARE != *" $1 "* ]]; return; }
	for name in "${only[@]}"; do
		[ "$name" = "$1" ] && return 0
	done
	return 1
}

# run KIND NAME COMMAND...: run a step; its output, status and seconds go to files.
run() {
	local kind=$1 name=$2 begin=$EPOCHREALTIME status
	shift 2
	echo "$kind" >"$LOG/$name.kind"
	timeout -k 10 "$STEP_SECONDS" "$@" >"$LOG/$name.log" 2>&1 </dev/null
	status=$?
	[ $status = 124 ] && echo "took longer than $STEP_SECONDS seconds" >>"$LOG/$name.log"
	awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $begin }" >"$LOG/$name.seconds"
	echo $status >"$LOG/$name.status"
}

# What a step's line says: the last line of its log, if that is short.
summary() {
	tail -n 1 "$LOG/$1.log" | cut -c 1-70
}

# The lines of a failed step's log that tell most: the errors of a build, else the end.
excerpt() {
	local errors='error: |ERROR: |undefined reference|multiple definition'
	if grep -qE "$errors" "$1"; then
		grep -E "$errors" "$1" | cut -c 1-160 | head -n 20
	else
		tail -n 20 "$1"
	fi | sed 's/^/      | /'
}

report_step() {
	local name=$1 status=$2 seconds=$3
	if [ "$status" = 0 ] && [[ $(summary "$name") = skipped:* ]]; then
		skipped=$((skipped + 1))
		printf 'skip  %-22s %s\n' "$name" "$(summary "$name" | cut -d ' ' -f 2-)"
	elif [ "$status" = 0 ]; then
		passed=$((passed + 1))
		printf 'ok    %-22s %s (%s s)\n' "$name" "$(summary "$name")" "$seconds"
	else
		failed=$((failed + 1))
		printf 'FAIL  %-22s exit status %s, see %s (%s s)\n' "$name" "$status" \
			"$LOG/$name.log" "$seconds"
		excerpt "$LOG/$name.log"
	fi
}

report_tests() {
	local name=$1 status=$2 seconds=$3 p f s
	scripts/ktap.py "$status" <"$LOG/$name.log" >"$LOG/$name.count"
	read -r p f s <"$LOG/$name.count"
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	if [ "$f" = 0 ]; then
		printf 'ok    %-22s %d tests passed, %d skipped (%s s)\n' "$name" "$p" "$s" \
			"$seconds"
	else
		printf 'FAIL  %-22s %d of %d tests failed, see %s (%s s)\n' "$name" "$f" \
			$((p + f + s)) "$LOG/$name.log" "$seconds"
		tail -n +2 "$LOG/$name.count" | head -n 25 | sed 's/^/      not ok: /'
		grep -n 'FAILED at\|SUMMARY:\|runtime error:' "$LOG/$name.log" | head -n 10 |
			sed 's/^/      | /'
	fi
}

report() {
	"report_$(cat "$LOG/$1.kind")" "$1" "$(cat "$LOG/$1.status")" "$(cat "$LOG/$1.seconds")"
}

# together KIND NAME COMMAND...: start it beside others; flush() waits for them and reports.
together() {
	local name=$2
	if [ "$listing" = yes ]; then
		echo "$name"
		return
	fi
	wanted "$name" || return
	while [ "$(jobs -rp | wc -l)" -ge "$JOBS" ]; do
		wait -n
	done
	pending+=("$name")
	run "$@" &
}

flush() {
	local name
	wait
	for name in "${pending[@]}"; do
		report "$name"
	done
	pending=()
}

# alone KIND NAME COMMAND...: run it by itself and report.
alone() {
	local name=$2
	if [ "$listing" = yes ]; then
		echo "$name"
		return
	fi
	wanted "$name" || return
	[ -t 1 ] && printf '      %s ...\r' "$name"
	run "$@"
	report "$name"
}

# ---- the steps -----------------------------------------------------------------------------------

# build NAME COMPILER TARGETS OPTION...: a build folder of its own, warnings being errors.
build() {
	local name=$1 compiler=$2 targets=$3
	shift 3
	alone step "build-$name" env CC="$compiler" MESON_ARGS="-Dwerror=true $*" \
		sh -c 'scripts/configure.sh "$0" && ninja -k 0 -C "$0" $1 && echo "no warnings"' \
		"$WORK/$name" "$targets"
}

# unit NAME ARGUMENT...: the unit tests of a build, without address space randomisation, which
# the race detector of these compilers does not stand on every kernel.
unit() {
	local name=$1
	shift
	together tests "unit-$name" setarch -R "$WORK/$name/ashlar-tests" "$@"
}

static_steps() {
	local check
	for check in sizes layers purity spdx text sources architecture kernel-doc; do
		together step "$check" "scripts/check/${check/-/_}.py"
	done
	together step format scripts/check/format.sh
	for check in x86_64 i386 thumb2 thumb2-slob; do
		together step "freestanding-$check" scripts/check/freestanding.sh $check
	done
	together tests selftest scripts/selftest.sh
	flush
}

build_steps() {
	build gcc gcc 'all port/x86/tests-x86_64.image port/x86/tests-i386.image' \
		-Dimages=x86_64,i386
	# All sources, but not the core a second time for the shared library.
	build clang-page14-nommu clang 'ashlar-tests ashlar liblib.a' $QUICK -Dpage_shift=14 \
		-Dmmu=false -Dhighmem=false
	build asan gcc ashlar-tests $QUICK -Db_sanitize=address,undefined
	build tsan clang ashlar-tests $QUICK -Db_sanitize=thread -Db_lundef=false
	build clang clang all
	build page13 gcc ashlar-tests -Dpage_shift=13
	build page14 gcc ashlar-tests -Dpage_shift=14
	build nommu gcc ashlar-tests -Dmmu=false -Dhighmem=false
	alone step build-arm64 scripts/arm64.sh build
	build slob gcc all $QUICK -Dslob=true -Dfuse=disabled
	build slob-asan gcc ashlar-tests -Dslob=true -Db_sanitize=address,undefined
}

test_steps() {
	local script
	export ASAN_OPTIONS=detect_stack_use_after_return=0:abort_on_error=0
	export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
	export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
	# The unit tests on bare metal: these take longest; four emulated CPUs take two of the host.
	together tests boot-x86_64 env IMAGE_CPUS=4 scripts/image_tests.sh $WORK/gcc x86_64
	together tests boot-i386 scripts/image_tests.sh $WORK/gcc i386
	together tests boot-i386-pae scripts/image_tests.sh $WORK/gcc i386-pae 'highmem*'
	together tests boot-i386-pae-process scripts/image_tests.sh $WORK/gcc i386-pae process
	# All of them, and those that repeat their steps in every kind of machine.
	together tests boot-i386-pae-all env IMAGE_SECONDS=800 scripts/image_tests.sh $WORK/gcc \
		i386-pae --seconds 1 --skip slab_soak --skip guard --skip guard_zeroed
	together tests boot-armv7m scripts/boot_armv7m.sh $WORK/armv7m
	together tests boot-riscv64 scripts/boot_riscv64.sh $WORK/riscv64
	together tests boot-riscv64-masked scripts/boot_riscv64.sh $WORK/riscv64 masked
	unit gcc
	# What could go on for ever does so once; these look for other things.
	unit asan --seconds 1
	unit tsan --seconds 1 --concurrent
	unit clang-page14-nommu --seconds 1
	unit clang --seconds 1
	unit page13 --seconds 1
	unit page14 --seconds 1
	unit nommu --seconds 1
	# What the small engine stands on is tested with the large one.
	unit slob --seconds 1 --skip 'contig*' --skip 'pcp*' --skip 'compact*' --skip 'hotplug*' \
		--skip 'vmalloc_*' --skip 'kswapd*' --skip reclaim --skip pressure
	unit slob-asan --seconds 1
	# Modules that count on size classes, poison or slabs are left to the other engine.
	for script in insert machine mistakes; do
		together tests "cli-$script-slob" env ASHLAR="$PWD/$WORK/slob/ashlar" \
			BUILD="$PWD/$WORK/slob" bash tests/cli/$script.sh
	done
	together step symbols scripts/check/symbols.sh $WORK/gcc
	together step flags scripts/check/flags.py $WORK/gcc/ashlar-tests
	for script in tests/cli/*.sh; do
		[ -e "$script" ] || continue
		together tests "cli-$(basename "$script" .sh)" env ASHLAR="$PWD/$WORK/gcc/ashlar" \
			BUILD="$PWD/$WORK/gcc" bash "$script"
	done
	flush
	alone tests misuse env ASHLAR="$PWD/$WORK/gcc/ashlar" tests/misuse/run.py
}

listing=no all=no
case ${1:-} in
--list) listing=yes ;;
--all) all=yes only=() ;;
esac
mkdir -p $LOG
static_steps
build_steps
test_steps
[ $listing = yes ] && exit 0

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
