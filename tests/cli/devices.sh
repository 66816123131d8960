#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Device registers: declared, logged, misused, left behind.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q -o "$work" registers.c >/dev/null 2>&1
ko=$work/registers.ko
block='dev@0xfe200000+16,id@0=0x1234:ro,data@8:64=0x8877665544332211'

device() { # CODE WHAT [OPTION...]
	local code=$1 what=$2
	shift 2
	run "$code" "$what" "$ASHLAR" run --device "$block" "$@" "$ko" "what=$what"
}

line_of() { # TEXT: the line of registers.c with it
	grep -nF "$1" registers.c | head -n 1 | cut -d: -f1
}

# ---- declared, shown, logged

device 0 nothing --show iomem,vmallocinfo
says 'fe200000-fe20000f : dev'
matches 'phys=0x00000000fe200000 ioremap$'
says_not 'device: '

device 0 copy --device-log
says 'copied 00 00 00 00 11 22 33 44 55 66 77 88'
says "device: readl dev+0x4 = 0x00000000 by "
says "device: readq dev+0x8 (data) = 0x8877665544332211 by "
at="registers.c:$(line_of 'memcpy_fromio')"
matches "readq dev\+0x8 .*copy\+0x[0-9a-f]+/0x[0-9a-f]+ \[registers\] .*$at$"
matches "writew dev\+0x8 \(data\) = 0xabcd by .*registers.c:$(line_of 'iowrite16')$"

cat >"$work/machine" <<'END'
# what the module expects
dev @ 0xfe200000 + 16
	id   @ 0 = 0x1234 : constant
	data @ 8 : 64

other @ 0xfe201000 + 4K
END
run 0 "a file" "$ASHLAR" run --devices "$work/machine" --show iomem "$ko"
says 'fe201000-fe201fff : other'

run 0 "no device at all" "$ASHLAR" run "$ko"
says 'ioremap: not all of 0x00000000fe200000 - 0x00000000fe20000f belongs to a device; see --device'

# ---- refused

refused() { # NAME TEXT ARGUMENT...
	local name=$1 text=$2
	shift 2
	run 2 "$name" "$ASHLAR" run "$@" "$ko"
	says "$text"
	lines_of_ours 1
}

refused "no address" "run: --device dev: '@' and an address are wanted" --device dev
refused "no kind" "run: --device a@8+8,r@0:odd: 'odd' is no kind of register" --device a@8+8,r@0:odd
refused "no such file" "run: --devices $work/none: No such file or directory" --devices "$work/none"
refused "a folder" "run: --devices $work: " --devices "$work"
printf 'a@8+8\nr@0:24\n' >"$work/bad"
refused "a bad line" "run: --devices $work/bad:2: register r has 8, 16, 32 or 64 bits, not 24" \
	--devices "$work/bad"
head -c 100 /dev/zero >"$work/zeros"
refused "no text" "zeros: this is no declaration of devices" --devices "$work/zeros"
refused "a block in RAM" \
	"no such machine: device ram at [mem 0x00100000-0x0010000f] is in RAM" \
	--device ram@0x100000+16
refused "two in one place" "no such machine: device b at " \
	--device a@0xd0000000+16 --device b@0xd0000008+16

# ---- misused

device 3 readl_after_unmap
says 'BUG: readl() of dev+0x0 (id) after iounmap()'
matches 'Mapped by .*registers.c:[0-9]+$'
matches 'Unmapped by readl_after_unmap\+.*registers.c:[0-9]+$'
says 'readl 0xffffffff'

device 3 unaligned
says 'BUG: readl() of dev+0x2 (id+2), which is not aligned to 4 bytes'
says "registers.c:$(line_of 'readl(regs + 2)')"

device 3 read_plainly
says 'BUG: unable to handle page fault for address'
says 'device memory accessed without readl() or writel(): dev+0x8 (data), mapped by '
matches ', mapped by registers_init\+.*registers.c:[0-9]+$'
says '#PF: supervisor read access in kernel mode'
says "registers.c:$(line_of 'regs + 8));')"
says 'it crashed in its init function'
device 3 write_plainly
says 'device memory accessed without readl() or writel(): dev+0x0 (id), mapped by '
says '#PF: supervisor write access in kernel mode'
device 3 read_after_unmap
says 'device memory accessed after iounmap(): dev+0x0 (id), mapped by '

device 3 leak
says 'registers: 3 allocations were not given back'
says "registers.c:$(line_of 'ioremap(BASE') in registers_init: ioremap, not unmapped"
says "registers.c:$(line_of 'request_mem_region') in leak"
says ': region of bus addresses, not released'

device 3 release_twice
says 'BUG: Trying to free nonexistent resource <0x00000000fe200008-0x00000000fe20000b>'

done_testing
