#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Damaged module files: whatever byte is wrong, the command ends by itself, with its own code.
. "$(dirname "$0")/tap.inc"
"$ASHLAR" run -q -o "$work" "$modules/hello.c" >/dev/null 2>&1
ko=$work/hello.ko
size=$(stat -c %s "$ko")
seed=${SEED:-1}
rounds=${ROUNDS:-80}

# One byte among the headers, three anywhere: "offset value" a line.
bytes() {
	awk -v seed="$1" -v size="$size" 'BEGIN {
		srand(seed)
		print int(rand() * 456), int(rand() * 256)
		for (i = 0; i < 3; i++)
			print int(rand() * size), rand() < 0.5 ? 255 : int(rand() * 256)
	}'
}

bad=0
for ((i = 0; i < rounds; i++)); do
	cp "$ko" "$work/damaged.ko"
	bytes $((seed * 1000 + i)) >"$work/bytes"
	while read -r offset value; do
		printf "\\x$(printf %x "$value")" |
			dd of="$work/damaged.ko" bs=1 seek="$offset" conv=notrunc status=none
	done <"$work/bytes"
	timeout 20 "$ASHLAR" run "$work/damaged.ko" >"$work/log" 2>&1
	status=$?
	if [ $status -gt 3 ]; then
		bad=1
		echo "# seed $((seed * 1000 + i)): exit status $status"
	fi
done
verdict $bad "$rounds damaged files"
done_testing
