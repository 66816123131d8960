#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Run the unit tests again and again, each time from another seed.
# usage: soak.sh BUILD [SUITE[.CASE]]
#
# In the first round the tests that could go on for ever do so for PRESSURE_SECONDS (60) each.
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

# round ARGUMENT...: one run of the tests, from the next seed.
round() {
	if ! "$build/ashlar-tests" --seed $seed "$@" "$filter" >"$log" 2>&1; then
		grep -m 5 '^ *not ok\|FAILED at' "$log"
		echo "failed after $rounds rounds; to repeat it:"
		echo "	$build/ashlar-tests --seed $seed $* '$filter'"
		exit 1
	fi
	rounds=$((rounds + 1))
	seed=$((seed + stride))
}

[ -t 1 ] && echo "under pressure for ${PRESSURE_SECONDS:-60} s ..."
round --seconds "${PRESSURE_SECONDS:-60}"
grep '# pressure.* steps,' "$log"
end=$((SECONDS + ${SOAK_SECONDS:-300}))
while [ $SECONDS -lt $end ]; do
	round
	[ -t 1 ] && printf '\r%d rounds, %d s left ' $rounds $((end - SECONDS))
done
[ -t 1 ] && echo
echo "$rounds rounds without a failure"
