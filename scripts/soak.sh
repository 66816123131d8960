#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Run the unit tests again and again, each time from another seed, and real files before that.
# usage: soak.sh BUILD [SUITE[.CASE]]
#
# First objects are soaked for OBJECT_SECONDS (1800): 16 threads on this host's CPUs do with the
# object allocators whatever can be done (tests/mm/slab_soak_test.c).  In the next round the tests
# that could go on for ever do so for PRESSURE_SECONDS (60) each.
# Between them FILE_ROUNDS (1000) rounds of tests/cli/mount_soak.sh.
# SOAK_SECONDS: how long after that (300).  SEED: the first seed (the time of day).  SHARD=i/n: take
# every n-th seed, so that several machines share the work.  Stops at the first failure and prints
# the command that repeats it; the log lies in BUILD/soak.log.
set -u
build=${1:?usage: soak.sh BUILD [SUITE[.CASE]]}
filter=${2:-*}
shard=${SHARD:-0/1}
stride=${shard#*/}
seed=$((${SEED:-$(date +%s)} * stride + ${shard%/*}))
log=$build/soak.log
rounds=0

# round FILTER ARGUMENT...: one run of the tests, from the next seed.
round() {
	local filter=$1
	shift
	if ! "$build/ashlar-tests" --seed $seed "$@" "$filter" >"$log" 2>&1; then
		grep -m 5 '^ *not ok\|FAILED at' "$log"
		echo "failed after $rounds rounds; to repeat it:"
		echo "	$build/ashlar-tests --seed $seed $* '$filter'"
		exit 1
	fi
	rounds=$((rounds + 1))
	seed=$((seed + stride))
}

if [ "$filter" = '*' ] && [ "${OBJECT_SECONDS:-1800}" != 0 ]; then
	[ -t 1 ] && echo "objects for ${OBJECT_SECONDS:-1800} s ..."
	round slab_soak.soak_on_the_hosts_cpus --seconds "${OBJECT_SECONDS:-1800}"
	grep '# soak_on' "$log"
fi
if [ "$filter" = '*' ] && [ "${FILE_ROUNDS:-1000}" != 0 ]; then
	[ -t 1 ] && echo "a device module comes and goes ${FILE_ROUNDS:-1000} times ..."
	soak_files=$(dirname "$0")/../tests/cli/mount_soak.sh
	if ! ASHLAR=$build/ashlar ROUNDS=${FILE_ROUNDS:-1000} bash "$soak_files" >"$log" 2>&1; then
		grep -v "^ok" "$log" | head -n 20
		exit 1
	fi
	grep -E 'removed|lost' "$log"
fi
[ -t 1 ] && echo "under pressure for ${PRESSURE_SECONDS:-60} s ..."
round "$filter" --seconds "${PRESSURE_SECONDS:-60}"
grep '# pressure.* steps,' "$log"
end=$((SECONDS + ${SOAK_SECONDS:-300}))
while [ $SECONDS -lt $end ]; do
	round "$filter"
	[ -t 1 ] && printf '\r%d rounds, %d s left ' $rounds $((end - SECONDS))
done
[ -t 1 ] && echo
echo "$rounds rounds without a failure"
