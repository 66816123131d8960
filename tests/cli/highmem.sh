#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# High pages in the 32-bit layout: used after their mapping, or left mapped.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q -o "$work" highpages.c >/dev/null 2>&1
ko=$work/highpages.ko

high() { # CODE WHAT
	run "$1" "$2" "$ASHLAR" run --profile pc32 --mem 2G "$ko" "what=$2"
}

line_of() { # TEXT: the line of highpages.c with it
	grep -nF "$1" highpages.c | head -n 1 | cut -d: -f1
}

high 0 nothing

high 3 use_after_kunmap
says 'BUG: unable to handle page fault for address'
says 'an address of kmap(), which was unmapped by use_after_kunmap+'
matches "unmapped by .*highpages.c:$(line_of 'kunmap(page)')$"
says "highpages.c:$(line_of '*p = 2')"

high 3 use_after_kunmap_local
says 'an address of kmap_local_page(), which was unmapped by use_after_kunmap_local+'
says '#PF: supervisor read access in kernel mode'

high 3 use_after_kunmap_atomic
says 'an address of kmap_local_page(), which was unmapped by use_after_kunmap_atomic+'
says '#PF: supervisor write access in kernel mode'

high 3 leave_mapped
matches 'highpages.c:[0-9]+ in leave_mapped .*: kmap, not unmapped$'

high 3 leave_mapped_local
matches 'highpages.c:[0-9]+ in leave_mapped_local .*: kmap, not unmapped$'

high 3 out_of_order
matches 'BUG: kunmap_local\(\) of [0-9a-f]+ out of order: 1 mapped after it$'

run 0 "where all memory has addresses" "$ASHLAR" run "$ko" what=use_after_kunmap_local

done_testing
