#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Proof that each checker fails when it should.  usage: selftest.sh
#
# Every case makes a small tree, runs one checker on it and compares: a good tree must pass, a bad
# one must fail and name the file and the mistake.  Prints TAP.
set -u
here=$(cd "$(dirname "$0")" && pwd)
check=$here/check
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PYTHONDONTWRITEBYTECODE=1
number=0

# fresh: an empty tree to work in.
fresh() {
	rm -rf "$scratch/tree"
	mkdir -p "$scratch/tree"
	cd "$scratch/tree" || exit 2
}

# put FILE: write standard input to a file of the tree, below the SPDX line of its kind.
put() {
	mkdir -p "$(dirname "$1")"
	case $1 in
	*.h) echo '/* SPDX-License-Identifier: MIT */' >"$1" ;;
	*.c) echo '// SPDX-License-Identifier: MIT' >"$1" ;;
	*) : >"$1" ;;
	esac
	cat >>"$1"
}

# verdict NAME GOOD: one line of TAP, with the checker's output when it was wrong.
verdict() {
	number=$((number + 1))
	if [ "$2" = yes ]; then
		echo "ok $number $1"
	else
		echo "not ok $number $1"
		sed 's/^/# /' "$scratch/out"
	fi
}

# passes NAME COMMAND...
passes() {
	local name=$1 good=no
	shift
	"$@" >"$scratch/out" 2>&1 </dev/null && good=yes
	verdict "$name" $good
}

# fails NAME PATTERN COMMAND...: it must exit with 1 or 2 and say what matches the pattern.
fails() {
	local name=$1 pattern=$2 good=no status
	shift 2
	"$@" >"$scratch/out" 2>&1 </dev/null
	status=$?
	[ $status -ge 1 ] && [ $status -le 2 ] && grep -q -- "$pattern" "$scratch/out" && good=yes
	verdict "$name" $good
}

repeat() {
	local i
	for ((i = 0; i < $2; i++)); do
		printf '%s' "$1"
	done
}

test_sizes() {
	local sizes=$check/sizes.py

	fresh
	{ echo 'int f(void)' && echo '{' && repeat $'\tg();\n' 60 && echo '}'; } | put mm/ok.c
	passes "sizes: 60 lines of function" "$sizes" .
	{ echo 'int f(void)' && echo '{' && repeat $'\tg();\n' 61 && echo '}'; } | put mm/long.c
	fails "sizes: 61 lines of function" "mm/long.c:3: function f has 61" "$sizes" .
	fresh
	repeat $'int a;\n' 599 | put mm/ok.c
	passes "sizes: 600 lines of file" "$sizes" .
	repeat $'int a;\n' 600 | put mm/long.c
	fails "sizes: 601 lines of file" "mm/long.c:601: file has 601" "$sizes" .
	{ echo '/* size: one table */' && repeat $'int a;\n' 600; } | put mm/long.c
	passes "sizes: an exception with its reason" "$sizes" .
	fresh
	printf '\tint a; /* %s */\n' "$(repeat x 80)" | put mm/wide.c
	fails "sizes: 101 columns" "mm/wide.c:2: line has 101" "$sizes" .
}

test_layers() {
	local layers=$check/layers.py

	fresh
	echo '#include <linux/types.h>' | put base/base.h
	echo '#include "base/base.h"' | put mm/page/page.h
	printf '#include <mm/page/page.h>\n#include "port/port.h"\n' | put mm/slab/slab.c
	put port/port.h </dev/null
	put include/linux/types.h </dev/null
	passes "layers: downwards" "$layers" .
	echo '#include "mm/slab/slab.h"' | put mm/page/up.c
	put mm/slab/slab.h </dev/null
	fails "layers: upwards in mm" "mm/page/up.c:2: mm/page includes" "$layers" .
	rm mm/page/up.c
	echo '#include "kernel/kernel.h"' | put mm/slab/up.c
	put kernel/kernel.h </dev/null
	fails "layers: mm includes kernel" "mm/slab/up.c:2: mm/slab includes" "$layers" .
	rm mm/slab/up.c
	echo '#include <check/check.h>' | put kernel/up.c
	put check/check.h </dev/null
	fails "layers: kernel includes check" "kernel/up.c:2: kernel includes" "$layers" .
	rm kernel/up.c
	echo '#include "base/base.h"' | put include/linux/up.h
	fails "layers: a public header includes base" "a public header includes" "$layers" .
	rm include/linux/up.h
	echo '#include "port/host/inner.h"' | put mm/page/inner.c
	put port/host/inner.h </dev/null
	fails "layers: mm includes a port's inside" "a port's folder is its own" "$layers" .
	rm mm/page/inner.c
	echo '#include "mm/page/page.h"' | put port/host/up.c
	fails "layers: a port includes mm" "port/host/up.c:2: a port includes" "$layers" .
}

test_purity() {
	local purity=$check/purity.py

	fresh
	printf '#include <linux/types.h>\n#include <stddef.h>\n/* __linux__ */\n' | put mm/ok.c
	passes "purity: core headers only" "$purity" .
	echo '#include <stdio.h>' | put mm/libc.c
	fails "purity: libc header" "mm/libc.c:2: includes stdio.h" "$purity" .
	rm mm/libc.c
	echo '#include <sys/mman.h>' | put base/libc.c
	fails "purity: system header" "base/libc.c:2: includes sys/mman.h" "$purity" .
	rm base/libc.c
	local macro
	for macro in __linux__ __unix__ __x86_64__ __i386__ __arm__ _WIN32; do
		printf '#ifdef %s\n#endif\n' $macro | put base/macro.c
		fails "purity: $macro" "base/macro.c:2: platform macro $macro" "$purity" .
	done
	rm base/macro.c
	echo '#if defined(__linux__)' | put include/asm/os.h
	fails "purity: operating system in include/asm" "include/asm/os.h:2: platform" "$purity" .
}

test_text() {
	fresh
	echo 'int a;' | put mm/ok.c
	passes "spdx: present" "$check/spdx.py" .
	passes "text: clean" "$check/text.py" .
	echo 'int a;' >mm/bare.c
	fails "spdx: absent" "mm/bare.c:1: no line" "$check/spdx.py" .
	echo '/* SPDX-License-Identifier: GPL-2.0 */' >mm/bare.c
	fails "spdx: another licence" "mm/bare.c:1: no line" "$check/spdx.py" .
	rm mm/bare.c
	echo '/* TODO: later */' | put mm/mark.c
	fails "text: unfinished" "mm/mark.c:2: a mark of unfinished work" "$check/text.py" .
	echo '/* see /home/me/notes */' | put mm/mark.c
	fails "text: a machine's path" "mm/mark.c:2: a path of some machine" "$check/text.py" .
	echo '/* fixes issue 12 */' | put mm/mark.c
	fails "text: a ticket's number" "mm/mark.c:2: the number of a ticket" "$check/text.py" .
	printf 'int a; \n' | put mm/mark.c
	fails "text: space at line end" "mm/mark.c:2: space at the end" "$check/text.py" .
	printf '<<<<<<< mine\n' | put mm/mark.c
	fails "text: conflict" "mm/mark.c:2: a conflict mark" "$check/text.py" .
}

test_sources() {
	fresh
	put mm/page/buddy.c </dev/null
	echo "core_sources += files('buddy.c')" | put mm/page/meson.build
	passes "sources: named in its folder" "$check/sources.py" .
	put mm/page/lost.c </dev/null
	fails "sources: named nowhere" "mm/page/lost.c:1: no meson.build" "$check/sources.py" .
}

test_architecture() {
	fresh
	put mm/page/buddy.c </dev/null
	echo 'There is `mm/page/buddy.c`.' | put ARCHITECTURE.md
	passes "architecture: a file that is described" "$check/architecture.py" .
	put mm/page/lost.c </dev/null
	fails "architecture: a file nobody describes" "mm/page/lost.c:1: ARCHITECTURE.md" \
		"$check/architecture.py" .
}

test_kernel_doc() {
	local doc=$check/kernel_doc.py

	fresh
	printf '# What modules may use.\nashlar_print\nget\nlimit\nput\n__get\n' |
		put exports/kernel.syms
	{
		printf '/**\n * get, put - take one, and give it back.\n * @n: how many.\n */\n'
		printf 'int get(int n);\nvoid put(int n);\n#define get_one() __get(1)\n'
		printf 'int __get(int n);\n/** print - a line; limit - of its length. */\n'
		printf 'int print(void) __kernel_name(print);\nextern int limit;\n'
	} | put include/linux/get.h
	passes "kernel-doc: all that is exported" "$doc" .
	cp include/linux/get.h good.h
	sed -i 's/get, put - take/get - as put() does, take/' include/linux/get.h
	printf '\nint put(int n)\n{\n}\nEXPORT_SYMBOL(put);\n' | put mm/get.c
	fails "kernel-doc: named in passing" "mm/get.c:6: put is exported and has no" "$doc" .
	sed '/define/d' good.h >include/linux/get.h
	fails "kernel-doc: not what a macro is made of" "kernel.syms:6: __get is exported" "$doc" .
	sed 's/void put/void put_back/' good.h >include/linux/get.h
	fails "kernel-doc: of another name" "get.h:2: kernel-doc of put, which does" "$doc" .
	sed 's/@n:/@nr:/' good.h >include/linux/get.h
	fails "kernel-doc: of another parameter" "get.h:2: get has no parameter nr" "$doc" .
	sed 's/get, put - take/How to take/' good.h >include/linux/get.h
	fails "kernel-doc: of nothing" "get.h:2: kernel-doc begins with no name" "$doc" .
}

test_format() {
	fresh
	cp "$here/../.clang-format" .
	printf 'int f(void)\n{\n\treturn 0;\n}\n' | put mm/ok.c
	passes "format: kernel layout" "$check/format.sh" .
	printf 'int f(void) {\n  return 0;\n}\n' | put mm/bad.c
	fails "format: another layout" "mm/bad.c" "$check/format.sh" .
}

test_freestanding() {
	local target
	for target in x86_64 i386 thumb2; do
		fresh
		put include/linux/kconfig.h </dev/null
		echo "core_sources += files('ok.c')" | put base/meson.build
		echo "core_sources += files('bad.c')" | put mm/meson.build
		put mm/bad.c <<<'extern int unused;'
		printf 'int f(void);\nint f(void)\n{\n\treturn 0;\n}\n' | put base/ok.c
		passes "freestanding $target: complete" "$check/freestanding.sh" $target .
		printf 'int g(void);\nint h(void);\nint h(void)\n{\n\treturn g();\n}\n' |
			put mm/bad.c
		fails "freestanding $target: undefined function" "undefined.* g" \
			"$check/freestanding.sh" $target .
		echo '#include <stdlib.h>' | put mm/bad.c
		fails "freestanding $target: libc header" "stdlib.h" \
			"$check/freestanding.sh" $target .
		printf 'int h(void);\nint h(void)\n{\n\tint x;\n\treturn 0;\n}\n' |
			put mm/bad.c
		fails "freestanding $target: a warning" "unused" "$check/freestanding.sh" $target .
	done
}

# A command that exports kmalloc to modules, and a library that exports it to programs.
make_binaries() {
	mkdir -p build exports
	put prog.c <<'C'
struct kernel_symbol { unsigned long value; const char *name; };
int kmalloc(void);
int inner(void);
int kmalloc(void) { return 1; }
int inner(void) { return 2; }
static const struct kernel_symbol __ksymtab_kmalloc
	__attribute__((used, section("__ksymtab"))) = { (unsigned long)kmalloc, "kmalloc" };
int main(void) { return 0; }
C
	echo kmalloc >exports/kernel.syms
	echo kmalloc >exports/libashlar.syms
	"$here/link_list.py" dynamic exports/kernel.syms >dynamic.list
	"$here/link_list.py" version V exports/libashlar.syms >version.map
	gcc -o build/ashlar prog.c -Wl,--dynamic-list=dynamic.list || return 1
	gcc -shared -fPIC -o build/libashlar.so prog.c -Wl,--version-script=version.map
}

test_symbols() {
	local symbols=$check/symbols.sh

	fresh
	make_binaries || return
	passes "symbols: as listed" "$symbols" build .
	echo kfree >>exports/kernel.syms
	fails "symbols: listed for modules, not there" "kfree is listed" "$symbols" build .
	: >exports/kernel.syms
	fails "symbols: there, not listed for modules" "kmalloc is there" "$symbols" build .
	echo kmalloc >exports/kernel.syms
	gcc -o build/ashlar prog.c -rdynamic
	fails "symbols: the command exports an internal" "inner is there" "$symbols" build .
	make_binaries
	gcc -shared -fPIC -o build/libashlar.so prog.c
	fails "symbols: the library exports an internal" "libashlar.so: inner is there" \
		"$symbols" build .
	make_binaries
	echo kmalloc_node >>exports/libashlar.syms
	fails "symbols: the library lacks one" "kmalloc_node is listed" "$symbols" build .
}

test_flags() {
	local flags=$check/flags.py

	fresh
	put include/linux/gfp_types.h <<<'#define __GFP_IO 1u'
	put docs/flags.md <<<'| `__GFP_IO` | I/O | refused | a page | `flags.io` |'
	put seen <<-'END'
		    # Subtest: flags
		    # io: flag __GFP_IO | refused | a page
		    ok 1 io
	END
	passes "flags: as seen" "$flags" seen .
	sed -i 's/a page/a zone/' seen
	fails "flags: something else was seen" "the test saw: refused | a zone" "$flags" seen .
	passes "flags: written down" "$flags" --write seen .
	passes "flags: as written down" "$flags" seen .
	sed -i 's/ ok 1/ not ok 1/' seen
	fails "flags: a test failed" "the test io failed" "$flags" seen .
	: >seen
	fails "flags: nothing was seen" "no test has seen __GFP_IO" "$flags" seen .
	echo '#define __GFP_FS 2u' >>include/linux/gfp_types.h
	fails "flags: one is missing" "there is nothing of __GFP_FS" "$flags" seen .
}

# counts NAME EXPECTED STATUS: what ktap.py makes of standard input.
counts() {
	local good=no
	"$here/ktap.py" "$3" >"$scratch/out"
	[ "$(head -n 1 "$scratch/out")" = "$2" ] && good=yes
	verdict "ktap: $1" $good
}

test_ktap() {
	counts "flat" "2 0 1" 0 <<<$'1..3\nok 1 a\nok 2 b # SKIP no\nok 3 - c'
	counts "nested" "2 0 0" 0 <<<$'1..1\n    1..2\n    ok 1 a\n    ok 2 b\nok 1 s'
	counts "a nested failure counts once" "1 1 0" 1 \
		<<<$'1..1\n    1..2\n    ok 1 a\n    not ok 2 b\nnot ok 1 s'
	counts "a container that fails by itself" "1 1 0" 1 \
		<<<$'1..1\n    1..1\n    ok 1 a\nnot ok 1 s'
	counts "a plan not kept" "1 1 0" 0 <<<$'1..2\nok 1 a'
	counts "a nested plan not kept" "1 1 0" 0 <<<$'1..1\n    1..2\n    ok 1 a\nok 1 s'
	counts "a crash after the last line" "1 1 0" 139 <<<$'1..1\nok 1 a'
	counts "nothing at all" "0 1 0" 0 <<<''
}

test_driver() {
	fresh
	cp -r "$here" scripts
	put mm/ok.c </dev/null
	passes "check.sh: a good tree passes" scripts/check.sh spdx
	echo 'int a;' >mm/bad.c
	fails "check.sh: a bad tree fails, and is counted" "^1 passed, 1 failed, 0 skipped$" \
		scripts/check.sh spdx layers
}

# A folder with the few commands that deps.sh itself needs, and no compiler.
bare_path() {
	local tool
	mkdir bin
	for tool in sh cut sort cat mktemp rm tail; do
		ln -s "$(command -v $tool)" bin/$tool
	done
	printf '#!/bin/sh\necho %s\n' "$1" >bin/id
	chmod +x bin/id
}

one_line() {
	[ "$(wc -l <"$scratch/out")" = 1 ] && echo yes || echo no
}

test_deps() {
	fresh
	bare_path 1000
	fails "deps.sh: names what is missing" "missing Debian packages: .*meson" \
		env PATH="$PWD/bin" "$here/deps.sh" build
	verdict "deps.sh: in one line" "$(one_line)"

	# As root: an apt-get that "installs" each package by its commands' names.
	fresh
	bare_path 0
	cat >bin/apt-get <<-'APT'
		#!/bin/sh
		[ "$1 $2 $3 $4" = "-qq -y --no-install-recommends install" ] || exit 1
		for tool in gcc objcopy meson ninja pkg-config; do
			[ -e "$BIN/$tool" ] || : >"$BIN/$tool"
			/bin/chmod +x "$BIN/$tool"
		done
	APT
	chmod +x bin/apt-get
	passes "deps.sh: root installs it" env PATH="$PWD/bin" BIN="$PWD/bin" "$here/deps.sh" build
	verdict "deps.sh: and says so in one line" "$(one_line)"
	rm bin/meson
	printf '#!/bin/sh\nexit 100\n' >bin/apt-get
	fails "deps.sh: an installation that fails" "could not install" \
		env PATH="$PWD/bin" "$here/deps.sh" build
}

test_misuse() {
	local gallery=$here/../tests/misuse
	local module=$gallery/double_kfree.c

	fresh
	cat >says <<-'END'
		#!/bin/sh
		[ "$KCFLAGS" ] && eval "$CORRECTED"
		sed -n '1,/expect:/d;/^ \*\/$/q;s/^ \*\t//p' "${*: -1}" |
			sed 's/_init+OFF/_exit+OFF/'
		exit 3
	END
	sed -i '1s/sh$/bash/' says
	chmod +x says
	fails "misuse: another report than expected" "^# + .*double_kfree_exit+OFF" \
		env ASHLAR="$PWD/says" CORRECTED="exit 0" "$gallery/run.py" double_kfree
	fails "misuse: a false alarm" "^not ok 2 - double_kfree: corrected" \
		env ASHLAR="$PWD/says" CORRECTED="echo wrong; exit 0" "$gallery/run.py" double_kfree
	fails "misuse: nothing is told" "exit status 0 instead of 3" \
		env ASHLAR=/bin/true "$gallery/run.py" double_kfree
	fails "misuse: no such module" "there is no module nothing" \
		env ASHLAR=/bin/true "$gallery/run.py" nothing
	sed 's/^ \* expect:$/ */' "$module" >none.c
	fails "misuse: no expectation" "none.c: its comment expects nothing" \
		env ASHLAR=/bin/true "$gallery/run.py" "$PWD/none.c"
}

tests="sizes layers purity text sources architecture kernel_doc format freestanding symbols flags"
tests="$tests ktap driver deps misuse"
for group in $tests; do
	"test_$group"
done
echo "1..$number"
