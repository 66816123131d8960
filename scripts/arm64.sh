#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Ashlar on arm64, from a machine of any other kind.
#
# usage: arm64.sh build              cross build everything, warnings being errors
#        arm64.sh user [ARG...]      run ashlar-tests by qemu-user: there are no restartable
#                                    sequences there, so arrays are locked
#        arm64.sh machine [ARG...]   run ashlar-tests in a machine that qemu emulates, under
#                                    Debian's kernel, and count the sequences it interrupted
#
# Without ARG the slot primitive's tests run.  All is kept in build-arm64/, the Debian packages of
# that architecture too: nothing is installed, and root is not needed.  Where a tool or a package
# cannot be had, one line says which, and that is no failure.
#
#	CPUS=4 SECONDS_MAX=540 QEMU_ARGS=-singlestep scripts/arm64.sh machine 'slots*' --seed 7
#
# -singlestep lets interrupts come after every instruction, not after runs of them.
set -u
cd "$(dirname "$0")/.." || exit 2

WORK=$PWD/build-arm64
ROOT=$WORK/sysroot
LIB=$ROOT/usr/lib/aarch64-linux-gnu
CPUS=${CPUS:-4}
SECONDS_MAX=${SECONDS_MAX:-300}

skip() {
	echo "skipped: $*"
	exit 0
}

need() {
	command -v "$1" >/dev/null || skip "no $1 (Debian package $2)"
}

# ---- Debian packages of the other architecture ---------------------------------------------------

# An apt of our own, which knows nothing of what is installed here.
apt_start() {
	need apt-get apt
	mkdir -p "$WORK"/apt/{lists/partial,archives/partial} "$WORK/debs"
	: >"$WORK/apt/status"
	export APT_CONFIG=$WORK/apt/apt.conf
	cat >"$APT_CONFIG" <<-END
		APT::Architecture "arm64";
		APT::Architectures { "arm64"; };
		APT::Sandbox::User "";
		Acquire::Retries "1";
		Acquire::http::Timeout "20";
		Dir::State::lists "$WORK/apt/lists";
		Dir::State::status "$WORK/apt/status";
		Dir::Cache "$WORK/apt";
	END
	[ -e "$WORK/apt/updated" ] && return
	apt-get -qq update >"$WORK/apt/log" 2>&1 || skip "apt-get has no lists of arm64 packages"
	touch "$WORK/apt/updated"
}

# unpack FOLDER PACKAGE...: those packages' files, once.
unpack() {
	local folder=$1 deb
	shift
	[ -e "$folder/complete" ] && return
	apt_start
	rm -rf "$folder" "$WORK/debs"
	mkdir -p "$folder" "$WORK/debs"
	(cd "$WORK/debs" && apt-get -qq download "$@") >>"$WORK/apt/log" 2>&1 ||
		skip "apt-get cannot download the arm64 packages $*"
	for deb in "$WORK"/debs/*.deb; do
		dpkg-deb -x "$deb" "$folder" || exit 1
	done
	touch "$folder/complete"
}

# What `ashlar` is linked with, and a shell for the emulated machine.
unpack_libraries() {
	unpack "$ROOT" libc6 libgcc-s1 libelf1 libelf-dev libdw1 libdw-dev zlib1g zlib1g-dev \
		libbz2-1.0 liblzma5 liblzma-dev busybox-static
}

unpack_kernel() {
	local package
	[ -e "$WORK/kernel/complete" ] && return
	apt_start
	package=$(apt-cache depends linux-image-arm64 |
		sed -n 's/.*Depends: \(linux-image-.*\)/\1/p')
	[ -n "$package" ] || skip "Debian has no package linux-image-arm64"
	unpack "$WORK/kernel" "$package"
}

# ---- building ------------------------------------------------------------------------------------

build() {
	need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
	# Meson runs what it built.
	need qemu-aarch64 qemu-user
	unpack_libraries
	cat >"$WORK/sysroot.txt" <<-END
		[binaries]
		exe_wrapper = ['qemu-aarch64', '-L', '$ROOT']
		[properties]
		pkg_config_libdir = '$LIB/pkgconfig'
		sys_root = '$ROOT'
		[built-in options]
		c_args = ['-idirafter', '$ROOT/usr/include']
		c_link_args = ['-Wl,-rpath-link,$LIB:$ROOT/lib/aarch64-linux-gnu']
	END
	MESON_ARGS="-Dwerror=true --cross-file scripts/cross/aarch64.txt
		--cross-file $WORK/sysroot.txt" scripts/configure.sh "$WORK/build" || exit 1
	if ! ninja -k 0 -C "$WORK/build" >"$WORK/build.log" 2>&1; then
		grep -E 'error: |ERROR|undefined reference' "$WORK/build.log" ||
			tail -n 20 "$WORK/build.log"
		exit 1
	fi
}

# ---- running -------------------------------------------------------------------------------------

# With an end to the addresses it hands out, or its tables of them fill the memory of this machine.
user() {
	build
	timeout "$SECONDS_MAX" qemu-aarch64 -R 0x3000000000 -L "$ROOT" \
		"$WORK/build/ashlar-tests" "$@"
}

# The machine's first file system; `command` is what it is to run.
make_image() {
	local image=$WORK/image
	rm -rf "$image"
	mkdir -p "$image"/{bin,dev,lib/aarch64-linux-gnu,proc,sys,tmp}
	cp "$ROOT/bin/busybox" "$WORK/build/ashlar" "$WORK/build/ashlar-tests" "$image/bin"
	ln -s busybox "$image/bin/sh"
	ln -s aarch64-linux-gnu/ld-linux-aarch64.so.1 "$image/lib"
	cp -L "$ROOT"/lib/aarch64-linux-gnu/{ld-linux-aarch64.so.1,lib{c,m}.so.6,libgcc_s.so.1} \
		"$ROOT"/lib/aarch64-linux-gnu/lib{z.so.1,bz2.so.1.0,lzma.so.5} \
		"$LIB"/lib{elf,dw}.so.1 "$image/lib/aarch64-linux-gnu"
	printf "'%s' " ashlar-tests "$@" >"$image/command"
	cat >"$image/init" <<-'END'
		#!/bin/sh
		/bin/busybox --install -s /bin
		mount -t proc proc /proc
		mount -t sysfs sys /sys
		mount -t devtmpfs dev /dev
		mount -t tmpfs tmp /tmp
		mount -t tracefs trace /sys/kernel/tracing
		echo "Linux $(uname -r) on $(uname -m), $(nproc) CPUs"
		echo 1 >/sys/kernel/tracing/events/rseq/rseq_ip_fixup/enable
		sh /command
		echo "exit status: $?"
		interrupted=0
		for n in $(sed -n 's/^entries: //p; s/^overrun: //p' \
			/sys/kernel/tracing/per_cpu/cpu*/stats); do
			interrupted=$((interrupted + n))
		done
		echo "$interrupted sequences were interrupted and began anew"
		poweroff -f
	END
	chmod +x "$image/init"
	(cd "$image" && find . | cpio -o -H newc --quiet | gzip -1) >"$WORK/image.gz"
}

machine() {
	local log=$WORK/machine.log
	need qemu-system-aarch64 qemu-system-arm
	need cpio cpio
	build
	unpack_kernel
	make_image "$@"
	# shellcheck disable=SC2086 # QEMU_ARGS are words
	timeout -k 5 "$SECONDS_MAX" qemu-system-aarch64 -M virt,gic-version=3 \
		-cpu max,pauth-impdef=on -smp "$CPUS" -m 4096 -nodefaults -nographic -serial stdio \
		-no-reboot ${QEMU_ARGS:-} -kernel "$WORK"/kernel/boot/vmlinuz-* \
		-initrd "$WORK/image.gz" -append "console=ttyAMA0 quiet loglevel=1 panic=-1" \
		</dev/null | tr -d '\r' | tee "$log"
	grep -q '^exit status: 0$' "$log" || { echo "failed, see $log"; exit 1; }
	# Or the tests have shown nothing of the primitive.
	! grep -q 'arrays with locks' "$log" || { echo "there were no sequences"; exit 1; }
}

verb=${1:-}
[ $# = 0 ] || shift
[ $# = 0 ] && set -- 'slots*'
case $verb in
build) build && echo "no warnings" ;;
user | machine) $verb "$@" ;;
*)
	sed -n '3,/^set -u/s/^# \{0,1\}//p' "$0"
	exit 2
	;;
esac
