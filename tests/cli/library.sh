#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The library for C programs, as a user has it: installed, found by pkg-config, compiled against.
# usage: library.sh, with $ASHLAR and $BUILD as all tests here.  Prints TAP.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
programs=$here/library
build=${BUILD:?the build folder}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
number=0
unset "${!ASHLAR_@}"

# verdict NAME STATUS: one line of TAP, with what the test wrote when it failed.
verdict() {
	number=$((number + 1))
	if [ "$2" = 0 ]; then
		echo "ok $number library: $1"
	else
		echo "not ok $number library: $1"
		sed 's/^/# /' "$scratch/out" | tail -n 30
	fi
}

# check NAME COMMAND...
check() {
	local name=$1
	shift
	"$@" >"$scratch/out" 2>&1 </dev/null
	verdict "$name" $?
}

skip() {
	number=$((number + 1))
	echo "ok $number library: $1 # SKIP $2"
}

# ---- installed -----------------------------------------------------------------------------------

meson install -C "$build" --no-rebuild --quiet --destdir "$scratch/root" >"$scratch/out" 2>&1
verdict "installs" $?
prefix=$(find "$scratch/root" -name ashlar.h | sed 's,/include/ashlar/ashlar.h,,')
libdir=$(dirname "$(find "$scratch/root" -name libashlar.so)")
export PKG_CONFIG_PATH=$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$scratch/root
export LD_LIBRARY_PATH=$libdir
# shellcheck disable=SC2207 # words
flags=($(pkg-config --cflags ashlar)) libs=($(pkg-config --libs ashlar))
version=$(pkg-config --modversion ashlar)

layout() {
	local file
	for file in include/ashlar/version.h bin/ashlar; do
		[ -e "$prefix/$file" ] || {
			echo "$file is missing"
			return 1
		}
	done
	for file in libashlar.so "libashlar.so.${version%%.*}" "libashlar.so.$version" libashlar.a \
		pkgconfig/ashlar.pc; do
		[ -e "$libdir/$file" ] || {
			echo "$file is missing"
			return 1
		}
	done
	grep -q "ASHLAR_VERSION \"$version\"" "$prefix/include/ashlar/version.h"
}
check "has all its files, of one version" layout

# ---- the header ----------------------------------------------------------------------------------

strict=(-Wall -Wextra -Wshadow -Werror -fsyntax-only)

header_c() {
	echo '#include <ashlar/ashlar.h>' >"$scratch/one.c"
	"$1" "-std=$2" -pedantic "${strict[@]}" -Wstrict-prototypes "${flags[@]}" "$scratch/one.c"
}
header_cpp() {
	echo '#include <ashlar/ashlar.h>' >"$scratch/one.cpp"
	"$1" "-std=$2" -pedantic "${strict[@]}" "${flags[@]}" "$scratch/one.cpp"
}
for standard in c99 c11 c17 gnu17; do
	check "the header alone, gcc $standard" header_c gcc $standard
done
command -v clang >/dev/null && check "the header alone, clang c11" header_c clang c11
if command -v g++ >/dev/null; then
	check "the header alone, g++ c++11" header_cpp g++ c++11
	check "the header alone, g++ c++20" header_cpp g++ c++20
else
	skip "the header alone, g++" "there is no g++"
fi

libc="stdio stdlib string strings errno unistd limits inttypes time signal pthread fcntl ctype
	sys/types sys/mman sys/user sys/param sys/stat sys/ioctl sys/resource sys/socket
	netinet/in arpa/inet linux/types linux/limits asm/types malloc search mqueue"
# Every header of the C library before ours, and behind it.
order() {
	local header
	{
		[ "$1" = behind ] && echo '#include <ashlar/ashlar.h>'
		for header in $libc; do
			echo "#include <$header.h>"
		done
		[ "$1" = before ] && echo '#include <ashlar/ashlar.h>'
		echo 'int f(void) { return get_order(PAGE_SIZE) || PAGE_MASK != ~(PAGE_SIZE - 1); }'
	} >"$scratch/order.c"
	gcc -std=gnu17 -D_GNU_SOURCE "${strict[@]}" "${flags[@]}" "$scratch/order.c"
}
check "libc's headers before it" order before
check "libc's headers behind it" order behind

# declared OUTPUT PATTERN FLAG... FILE: "name prototype" of the functions declared in files whose
# path matches, as gcc sees them; arguments' names are left out.
declared() {
	local output=$1 pattern=$2
	shift 2
	gcc -std=gnu17 -fsyntax-only -aux-info "$scratch/aux" "$@" || return 1
	grep -E "^/\* [^ ]*$pattern" "$scratch/aux" | grep -F 'extern ' |
		sed -E 's,^/\*[^*]*\*/ ,,; s,; /\*.*,;,; s/^[^(]*\b(\w+) \(.*/\1 &/' |
		LC_ALL=C sort -u >"$output"
}
kernel_flags=(-nostdinc -ffreestanding -D__KERNEL__ -include linux/kconfig.h "-I$root"
	"-I$build/include" "-I$root/include" "-I$root/port/host/include")
printf '#include <%s>\n' ashlar/ashlar.h >"$scratch/own.c"
printf '#include <linux/%s.h>\n' gfp mm slab vmalloc mempool >"$scratch/kernel.c"
{
	declared "$scratch/own" 'ashlar/ashlar\.h' "${flags[@]}" "$scratch/own.c" &&
		declared "$scratch/kernel" 'include/linux/' "${kernel_flags[@]}" \
			"$scratch/kernel.c" &&
		declared "$scratch/functions" 'lib/functions\.c' "${kernel_flags[@]}" \
			"$root/lib/functions.c"
} >"$scratch/out" 2>&1
verdict "gcc lists the functions of both worlds" $?

every_function_exported() {
	cut -d ' ' -f 1 "$scratch/own" >"$scratch/names"
	sed 's/#.*//; s/[[:space:]]*$//; /^$/d' "$root/exports/libashlar.syms" | LC_ALL=C sort -u |
		diff "$scratch/names" -
}
check "every function of the header is exported, and no other" every_function_exported

# The kernel's declarations behind ours: the compiler tells where a type is another.
same_types() {
	{
		echo '#include <ashlar/ashlar.h>'
		echo '#undef kmem_cache_create'
		{
			cat "$scratch/kernel"
			sed 's/library_//g' "$scratch/functions"
		} | LC_ALL=C sort | LC_ALL=C join "$scratch/names" - >"$scratch/both"
		cut -d ' ' -f 2- "$scratch/both"
	} >"$scratch/types.c"
	# All but those that begin with ashlar_, which modules have not.
	cut -d ' ' -f 1 "$scratch/both" | uniq | diff <(grep -v '^ashlar_' "$scratch/names") - &&
		gcc -std=gnu17 -Werror -Wno-attributes -fsyntax-only "${flags[@]}" \
			"$scratch/types.c"
}
check "functions have the types that they have for modules" same_types

# ---- programs ------------------------------------------------------------------------------------

# run NAME LANGUAGE-COMPILER OPTION... : compile one of the programs, run it.
program() {
	local name=$1 compiler=$2 source
	shift 2
	source=$programs/$name.c
	[ -e "$source" ] || source=$programs/$name.cpp
	"$compiler" -Wall -Wextra -Werror -g "${flags[@]}" "$source" -o "$scratch/$name" "$@"
}
run() {
	program "$@" && timeout 100 "$scratch/$1"
}
check "every function, -O2" run exercise gcc -O2 "${libs[@]}"
check "every function, -O0" run exercise gcc -O0 "${libs[@]}"
command -v clang >/dev/null && check "every function, clang" run exercise clang -O2 "${libs[@]}"
check "every function, from the archive" run exercise gcc -O2 "$libdir/libashlar.a" -pthread
check "machines one after the other" run machines gcc -O2 "${libs[@]}"
check "a process that goes on as its child" run fork gcc -O2 "${libs[@]}"
check "threads whose first calls meet" run threads gcc -O2 "${libs[@]}" -pthread
check "threads, from the archive" run threads gcc -O2 "$libdir/libashlar.a" -pthread
if command -v g++ >/dev/null; then
	check "C++ with its standard library" run plus g++ -std=c++17 -O2 "${libs[@]}"
else
	skip "C++ with its standard library" "there is no g++"
fi

opened() {
	local node
	node=$(objdump -T "$libdir/libashlar.so" |
		sed -n 's/.*(*\(ASHLAR_[0-9]*\))* *kfree$/\1/p')
	program open gcc -O2 -ldl &&
		"$scratch/open" "$libdir/libashlar.so.${version%%.*}" "$node"
}
check "opened at run time" opened

# Its figures are worth seeing, too.
run resident gcc -O2 "${libs[@]}" >"$scratch/out" 2>&1
status=$?
sed 's/^/# /' "$scratch/out"
verdict "a machine that grows, and gives memory back to the host" $status

run mapped gcc -O2 "${libs[@]}" >"$scratch/out" 2>&1
status=$?
sed 's/^/# /' "$scratch/out"
verdict "frames that have memory are mapped without a fault for each" $status

# ---- the environment -----------------------------------------------------------------------------

program environment gcc -O2 "${libs[@]}" >"$scratch/out" 2>&1
# machine NAME STATUS PATTERN [VARIABLE=VALUE...]: what the program says, on standard error too.
machine() {
	local name=$1 status=$2 pattern=$3 got
	shift 3
	env "$@" "$scratch/environment" >"$scratch/out" 2>&1 </dev/null
	got=$?
	echo "# exit status $got, wanted $status and: $pattern" >>"$scratch/out"
	[ $got = "$status" ] && grep -qE -- "^$pattern" "$scratch/out"
	verdict "$name" $?
}
machine "memory from the host" 0 '[0-9]{3,} MiB, 1 node, DMA'
machine "ASHLAR_MEM" 0 '6[34] MiB, 1 node, DMA DMA32$' ASHLAR_MEM=64M
machine "ASHLAR_MAX_MEM" 0 '6[34] MiB, 1 node, DMA DMA32$' ASHLAR_MAX_MEM=4G
machine "ASHLAR_MEM that grows" 0 '3[12] MiB, 1 node, DMA DMA32$' ASHLAR_MEM=32M ASHLAR_MAX_MEM=4G
machine "ASHLAR_PROFILE" 0 '20[0-9][0-9] MiB, 1 node, DMA Normal HighMem$' \
	ASHLAR_MEM=2G ASHLAR_PROFILE=pc32
machine "ASHLAR_NODES" 0 '9[56] MiB, 3 nodes' ASHLAR_MEM=96M ASHLAR_NODES=3
machine "ASHLAR_CPUS" 0 '6[34] MiB' ASHLAR_MEM=64M ASHLAR_CPUS=5
machine "ASHLAR_DEBUG finds a double free" 3 'BUG kmalloc-64 \(Not tainted\): Object already free' \
	ASHLAR_DEBUG=FZPU MISTAKE=1
machine "ASHLAR_HARDEN finds it, too" 3 'BUG kmalloc-64 \(Not tainted\): Object already free' \
	ASHLAR_HARDEN='kmalloc-*' MISTAKE=1
for bad in ASHLAR_MEM=1K ASHLAR_MEM=junk ASHLAR_MEM=12Q ASHLAR_PROFILE=pc16 ASHLAR_NODES=0 \
	ASHLAR_MAX_MEM=1M ASHLAR_MAX_MEM=junk ASHLAR_NODES=99 ASHLAR_CPUS=-1 \
	ASHLAR_MEM=17T ASHLAR_MEM=99999999999999999999; do
	machine "$bad makes no machine, and says so once" 0 'ashlar: no machine: ' $bad
	[ "$(grep -c '^ashlar: ' "$scratch/out")" = 1 ]
	verdict "$bad: one line" $?
done

# ---- what it costs to start ----------------------------------------------------------------------

program start gcc -O2 "${libs[@]}" >"$scratch/out" 2>&1
cheap() {
	local us kib best=999999
	for _ in 1 2 3 4 5 6 7; do
		read -r us kib < <("$scratch/start") || return 1
		[ "$us" -lt "$best" ] && best=$us
	done
	echo "first call: $best us, $kib KiB"
	[ "$best" -lt 10000 ] && [ "$kib" -lt 2048 ]
}
check "starts in less than 10 ms and 2 MiB" cheap

echo "1..$number"
