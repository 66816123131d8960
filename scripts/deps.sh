#!/bin/sh
# SPDX-License-Identifier: MIT
# What Ashlar needs from Debian.  usage: deps.sh build|check [--list]
#
# Looks for the things themselves, not for packages, so tools that came another way count too.
# What a build can do without is installed where that is possible, and not spoken of.
# What is missing is installed when this runs as root on a Debian; otherwise one line names it and
# the exit status is 2.
set -u

# package|what shows that it is there
build_table() {
	if [ "${CC:-}" = clang ]; then
		echo "clang|command -v clang"
	else
		echo "gcc|command -v ${CC:-gcc}"
	fi
	cat <<'TABLE'
libc6-dev|test -e /usr/include/features.h
binutils|command -v objcopy
meson|command -v meson
ninja-build|command -v ninja
pkg-config|command -v pkg-config
libelf-dev|pkg-config --exists libelf
libdw-dev|pkg-config --exists libdw
TABLE
}

# What can be done without: a build without real files says so when it is asked for them.
optional_table() {
	cat <<'TABLE'
libfuse3-dev|pkg-config --exists fuse3
fuse3|command -v fusermount3
TABLE
}

check_table() {
	build_table
	cat <<'TABLE'
gcc|command -v gcc
clang|command -v clang
clang-format|command -v clang-format-14 || command -v clang-format
libclang-rt-14-dev|test -e "$(clang -print-file-name=libclang_rt.tsan-x86_64.a)"
gcc-arm-none-eabi|command -v arm-none-eabi-gcc
qemu-system-arm|command -v qemu-system-arm
lld|command -v ld.lld
qemu-system-misc|command -v qemu-system-riscv64
qemu-system-x86|command -v qemu-system-x86_64 && command -v qemu-system-i386
git|command -v git
procps|command -v slabtop
e2fsprogs|test -x /sbin/debugfs -o -x /usr/sbin/debugfs
TABLE
}

case "${1:-}" in
build) table=$(build_table) ;;
check) table=$(check_table) ;;
*)
	echo "usage: deps.sh build|check [--list]" >&2
	exit 2
	;;
esac

if [ "${2:-}" = --list ]; then
	{ echo "$table"; optional_table; } | cut -d'|' -f1 | sort -u
	exit 0
fi

missing() {
	echo "$table" | while IFS='|' read -r package probe; do
		(eval "$probe") >/dev/null 2>&1 || printf '%s ' "$package"
	done
}

install() {
	# shellcheck disable=SC2086 # a list of words
	DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $packages \
		>>"$log" 2>&1
}

install_optional() {
	[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return
	packages=$(table=$(optional_table) && missing)
	[ -z "$packages" ] || install || { apt-get -qq update >>"$log" 2>&1 && install; }
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
packages=$(missing)
if [ -z "$packages" ]; then
	install_optional
	exit 0
fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
	echo "missing Debian packages: ${packages}(apt-get install ${packages% })" >&2
	exit 2
fi

echo "installing Debian packages: ${packages% }"
install || { apt-get -qq update >>"$log" 2>&1 && install; } || {
	tail -n 5 "$log" >&2
	echo "could not install the Debian packages: ${packages% }" >&2
	exit 2
}
packages=$(missing)
if [ -z "$packages" ]; then
	install_optional
	exit 0
fi
echo "still missing after installing: ${packages% }" >&2
exit 2
