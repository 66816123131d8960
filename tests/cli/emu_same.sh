#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every example module says the same on the host and in an image for i386, but for addresses.
#
# Each is compiled once for the host (ashlar run, with the memory layout of a 32-bit PC and one CPU)
# and once for i386 (ashlar emu), and is given what it is there for: a script of file operations, a
# device, interrupts, time.  Several share a machine.  The output and the exit status are the
# same when these are taken out, which only one of the two worlds has, or which tell where it is:
#
#	times
#	the lines of a booting machine, whose RAM has other pieces
#	addresses, numbers of frames, and offsets into functions
#	the calls of a trace: what stands below a module's init function is not the same program
#	places in the source: an image knows functions, and no lines; so where the host names an
#	    inlined function it names the one around it
#	what the host's C library calls an error, behind its name
#	bytes of allocations that were not given back: pointers have 4 bytes or 8
#	the order in which modules speak that wait for the same time or interrupt
. "$(dirname "$0")/tap.inc"
examples=$(realpath "$here/../../examples/modules")

if ! command -v qemu-system-i386 >/dev/null ||
	! [ -e "$("$ASHLAR" kdir)/emu/libashlar-i386.a" ]; then
	echo '1..0 # SKIP no qemu-system-i386, or this build has no images for i386'
	exit 0
fi

# Bytes that a script has read (hex:) are no addresses.
alike() {
	sed -E \
		-e '/^\[ *[0-9.]+\] (memory map: |Zone ranges:|  node [0-9]|Memory: )/d' \
		-e '/Call Trace:/,/<\/TASK>/d' \
		-e 's/^\[ *[0-9]+\.[0-9]+\] //' \
		-e 's/\+0x[0-9a-f]+\/0x[0-9a-f]+//g' \
		-e 's/ [^ ]*\.c:[0-9]+$//' \
		-e 's/ hex:/ hex:_/g' \
		-e 's/\b[0-9a-f]{16}\b|\b[0-9a-f]{8}\b/ADDRESS/g' \
		-e 's/\b(frame|physical) [0-9a-f]+/\1 N/g; s/\bat +[0-9]+ MiB$/at N MiB/' \
		-e 's/(given back, )[0-9]+( bytes:)/\1N\2/' \
		-e 's/^  .*: ([a-z]+), ([0-9]+ of )?[0-9]+ bytes$/  \1, \2N bytes/' \
		-e 's/( returned -E[A-Z]+) \([A-Z][a-z ]*\)$/\1/'
}

# same NAME MEMORY WORD...: run the modules, parameters and options of WORDs in both worlds.
same() {
	local name=$1 memory=$2 host_status image_status
	shift 2
	"$ASHLAR" run --profile pc32 --cpus 1 --mem "$memory" "$@" >"$work/host" 2>&1 </dev/null
	host_status=$?
	"$ASHLAR" emu --arch i386 $clock --mem "$memory" --timeout 120 "$@" >"$work/image" 2>&1 \
		</dev/null
	image_status=$?
	[ $host_status = $image_status ]
	verdict $? "$name: exit status $host_status on the host, $image_status in the image"
	alike <"$work/host" | $order >"$work/host.alike"
	alike <"$work/image" | $order >"$work/image.alike"
	diff "$work/host.alike" "$work/image.alike" >"$work/diff"
	verdict $? "$name: $(wc -l <"$work/host.alike") lines, the same"
	sed 's/^/# | /' "$work/diff"
}

# What they are given beside the source.
declare -A parameter=([ramdisk]=megabytes=1)
options=(--device 'gpio@0xfe200000+4,ctrl@0=0x300' --device-log)
for script in "$examples"/*.exec; do
	options+=(--exec "$script")
done

all=() timed=() nr=0
for source in "$examples"/*.c; do
	name=$(basename "$source" .c)
	case $name in
	pool) ;; # uses up all memory there is
	halves | heartbeat | watchdog) timed+=("$source") ;;
	*)
		all+=("$source" ${parameter[$name]:+"${parameter[$name]}"})
		nr=$((nr + 1))
		;;
	esac
done
# Modules of several files, by their Makefiles.
for folder in "$examples"/*/; do
	all+=("${folder%/}")
	nr=$((nr + 1))
done
order=cat clock=
echo '# choices.c: without its advice, which is the host command'\''s (--advise)'
same "$nr examples" 1G "${options[@]}" "${all[@]}"
same pool.c 64M "$examples/pool.c"
same 'halfway.c, which fails' 256M "$examples/halfway.c" mib=8
# Of a busy emulator only the instructions that it counts come in time.
order='sort -s -k1,1' clock=--icount
same 'those that wait' 256M --irq 5,7 --stay 500 "${timed[@]}"

done_testing
