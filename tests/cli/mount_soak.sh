#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A device module comes and goes while 8 programs use its file.  ROUNDS: how often (20).
. "$(dirname "$0")/tap.inc"
. "$(dirname "$0")/mount.inc"
cd "$modules" || exit 1
need_fuse
rounds=${ROUNDS:-20}
"$ASHLAR" run -q -o "$work" soak.c mount.c >/dev/null 2>&1

# It cannot go while one has it open, so it is tried for as long as it takes.
cat >"$work/script" <<END
open /dev/mntpipe r as gate
read gate 1
repeat $rounds {
	rmmod soak 100000
	insmod soak
}
END
mounted --exec "$work/script" "$work/mount.ko" "$work/soak.ko"
clients=()
for seed in 1 2 3 4 5 6 7 8; do
	python3 soak.py "$dir/dev/soak" "$seed$RANDOM" "$work/stop" "$work/up$seed" \
		>"$work/client$seed" 2>&1 &
	clients+=($!)
done
for client in "${!clients[@]}"; do
	until [ -e "$work/up$((client + 1))" ] || ! kill -0 "${clients[client]}"; do
		sleep 0.05
	done
done
echo >"$dir/dev/mntpipe"
until ! kill -0 "$machine" 2>/dev/null || grep -q 'until this is interrupted' "$work/log"; do
	sleep 0.05
done
removed=$(grep -c ': rmmod soak 100000 = 0' "$work/log")
[ "$removed" = "$rounds" ]
verdict $? "removed and inserted $removed times"
touch "$work/stop"
wait "${clients[@]}"
bytes=0 ended=0
for seed in 1 2 3 4 5 6 7 8; do
	said=$(cat "$work/client$seed")
	case $said in
	'' | *[!0-9]*) echo "# client $seed: $said" ;;
	*) bytes=$((bytes + said)) ended=$((ended + 1)) ;;
	esac
done
[ $ended = 8 ]
verdict $? "all clients got back what they wrote"
unmounted INT 0 "the end"
says_not 'ashlar: '
counted=$(sed -n 's/.*soak: \([0-9]*\) written, \([0-9]*\) read/\1 \2/p' "$work/log" |
	awk '{ w += $1; r += $2 } END { print w, r }')
[ "$counted" = "$bytes $bytes" ]
verdict $? "no byte is lost: $bytes written and read, the module counts $counted"
done_testing
