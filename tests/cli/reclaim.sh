#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Modules with shrinkers: they are asked, may crash, and are missed when they stay behind.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q -o "$work" shrinking.c >/dev/null 2>&1
ko=$work/shrinking.ko

run 0 "twice the machine's memory" timeout 60 "$ASHLAR" run --fast -m 64M "$ko" what=fill
says 'shrinking: filled 0, some were freed'
says 'shrinking: in the background 1'
says_not 'page allocation failure'

run 3 "left behind" "$ASHLAR" run "$ko" what=leave
says 'BUG: module shrinking was removed with its shrinker items still registered'
says 'BUG: module shrinking was removed with its OOM notifier'

run 3 "a crash in the background" timeout 60 "$ASHLAR" run -m 64M "$ko" what=crash
says 'BUG: kernel NULL pointer dereference, address: 0000000000000008'
says 'Comm: kswapd0'
says 'items_scan'
says 'shrinker items crashed and will not be asked again'
done_testing
