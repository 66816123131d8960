#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The unit tests on bare metal: build the image, boot it, print its KTAP.
#
# usage: image_tests.sh BUILD x86_64|i386|i386-pae [ARGUMENT of ashlar-tests]...
#
# IMAGE_CPUS is how many CPUs the machine has, 1 else (more on x86_64 alone); IMAGE_SECONDS how long
# it may take.
#
# Exit status: the tests'; 0 with a plan of none where the emulator is missing.
# Without arguments: all suites but those that take long in an emulator, since they repeat their
# steps in every kind of machine, and those of what an image has not.
set -u
build=$1 kind=$2
shift 2
arch=${kind%-pae}
image=$build/port/x86/tests-$arch.image
log=$build/tests-$kind.log
seconds=${IMAGE_SECONDS:-300}
cpus=${IMAGE_CPUS:-1}

command -v "qemu-system-$arch" >/dev/null || {
	echo "1..0 # SKIP qemu-system-$arch is not installed (Debian: qemu-system-x86)"
	exit 0
}
# One at a time: others may want another image of the same build.
flock "$build/build.ninja" ninja -C "$build" "port/x86/tests-$arch.image" >"$log" 2>&1 || {
	cat "$log"
	exit 1
}

slow=(mount random random_threads 'nth_failure*' allocinfo_sites page_sweep pressure)
# Threads cannot be disturbed by signals, and single pages of the direct map not be protected.
absent=(slab_soak guard guard_zeroed)
if [ $# = 0 ]; then
	set -- --seconds 1
	for suite in "${slow[@]}" "${absent[@]}"; do
		set -- "$@" --skip "$suite"
	done
fi
cpu=qemu64
[ "$arch" = x86_64 ] || cpu=qemu32
mode=
[ "$kind" = "$arch" ] || mode=pae

# A machine of 2 GiB, and what the image keeps; with larger page tables one of 5 GiB, some of which
# lie above 4 GiB.
memory=2200M
[ "$kind" = "$arch" ] || memory=6G cpu=qemu32,+pse36
timeout -k 5 "$seconds" "qemu-system-$arch" -m $memory -smp "$cpus" -kernel "$image" \
	-display none -serial stdio -monitor none -no-reboot -nic none \
	-device isa-debug-exit,iobase=0xf4 \
	-cpu $cpu,+smep,+smap -append "${mode:-tests} $*" </dev/null
status=$?
# The image adds 16, and the device makes twice that and one of it.
if [ $((status % 2)) = 1 ] && [ $status -ge 33 ]; then
	exit $(((status - 33) / 2))
fi
echo "# the emulator ended with status $status"
exit 1
