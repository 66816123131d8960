#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Building modules: single files, folders, and the kernel's own way; sources that do not compile.
. "$(dirname "$0")/tap.inc"
kdir=$("$ASHLAR" kdir)
unset CC

# ---- a textbook folder ---------------------------------------------------------------------------

mkdir "$work/book"
cd "$work/book" || exit 1
cat >Makefile <<'END'
ifneq ($(KERNELRELEASE),)
	obj-m := book.o
	book-objs := first.o second.o
	ccflags-y += -DFIRST=1
	CFLAGS_second.o += -DSECOND=2
else
	KERNELDIR ?= /lib/modules/$(shell uname -r)/build
	PWD := $(shell pwd)
default:
	$(MAKE) -C $(KERNELDIR) M=$(PWD) modules
endif
clean:
	rm -rf *.o *~ core .depend .*.cmd *.ko *.mod.c .tmp_versions
END
cat >first.c <<'END'
#include <linux/init.h>
#include <linux/module.h>
int second(void);
static int count = 1;
module_param(count, int, 0);
static int __init book_init(void)
{
	printk(KERN_INFO "book: first %d, second %d, count %d, %s\n", FIRST, second(), count,
	       KBUILD_MODNAME);
	return 0;
}
static void __exit book_exit(void)
{
}
module_init(book_init);
module_exit(book_exit);
MODULE_LICENSE("Dual BSD/GPL");
END
cat >second.c <<'END'
#include <linux/kernel.h>
int second(void);
int second(void)
{
	return SECOND;
}
END
run 0 "run a folder" "$ASHLAR" run "$work/book" count=5
says 'book: first 1, second 2, count 5, book'
[ "$(ls)" = "$(printf 'Makefile\nfirst.c\nsecond.c')" ]
verdict $? "run a folder: leaves nothing in it"

run 0 "make -C \$(ashlar kdir) M=\$PWD modules" make -C "$kdir" "M=$PWD" modules
says "  CC [M]  $work/book/first.o"
says "  LD [M]  $work/book/book.ko"
says_not WARNING
run 0 "run the .ko" "$ASHLAR" run book.ko
says 'book: first 1, second 2, count 1, book'
[ "$(cat modules.order)" = "$work/book/book.ko" ]
verdict $? "modules.order"
run 0 "make again" make -C "$kdir" "M=$PWD" modules
says_not 'CC [M]'
touch second.c
run 0 "make after a change" make -C "$kdir" "M=$PWD" modules
says_not "first.o"
says "second.o"
run 0 "make clean" make -C "$kdir" "M=$PWD" clean
[ "$(ls -A)" = "$(printf 'Makefile\nfirst.c\nsecond.c')" ]
verdict $? "make clean: leaves only sources"
run 0 "the folder's own make" make "KERNELDIR=$kdir"
run 0 "the folder's own make clean" make clean
run 0 "SUBDIRS=" make -s -C "$kdir" "SUBDIRS=$PWD"
run 0 "clean with SUBDIRS=" make -C "$kdir" "SUBDIRS=$PWD" clean
run 0 "V=1" make -C "$kdir" "M=$PWD" MO="$work/out" V=1
says ' -DSECOND=2 '
run 0 "MO= and modules_install" make -C "$kdir" "M=$PWD" "MO=$work/out" \
	"INSTALL_MOD_PATH=$work/image" modules_install
[ "$(find "$work/image/lib/modules" -path '*/updates/book.ko')" ]
verdict $? "modules_install: the module is there"
if command -v clang >/dev/null; then
	run 0 "with clang" env CC=clang "$ASHLAR" run "$work/book"
	says 'book: first 1'
fi

# The shell's words in both cases; a change of them is seen; those of assembler are not for C.
cat >"$work/flags.c" <<'END'
#include <linux/module.h>
static int __init flags_init(void) { pr_info("flags: %d %s\n", NUMBER, TEXT); return 0; }
static void __exit flags_exit(void) {}
module_init(flags_init);
module_exit(flags_exit);
MODULE_LICENSE("GPL");
END
run 0 "KCFLAGS and KCPPFLAGS with a file" env KCFLAGS=' -DNUMBER=3  -Wall ' \
	KCPPFLAGS='-DTEXT="\"two\""' "$ASHLAR" run "$work/flags.c"
says 'flags: 3 two'
run 2 "without them" "$ASHLAR" run "$work/flags.c"
says "flags.c does not compile"
run 2 "too many words" env KCFLAGS="$(printf -- '-DX%d ' {1..80})" "$ASHLAR" run "$work/flags.c"
says 'ashlar: CC, KCPPFLAGS and KCFLAGS have too many words'
lines_of_ours 1
run 2 "a quote that does not end" env KCFLAGS='-DX="' "$ASHLAR" run "$work/flags.c"
says 'ashlar: KCFLAGS: the shell could not read this: -DX="'
lines_of_ours 1
mkdir "$work/flags"
cp "$work/flags.c" "$work/flags"
echo 'obj-m := flags.o' >"$work/flags/Makefile"
run 0 "KCFLAGS and KCPPFLAGS with a folder" env KCFLAGS='-DNUMBER=4' KCPPFLAGS='-DTEXT="\"five\""' \
	KAFLAGS=-no-such-option "$ASHLAR" run "$work/flags"
says 'flags: 4 five'
run 0 "make with KCFLAGS" make -C "$kdir" "M=$work/flags" KCFLAGS="-DNUMBER=6 -DTEXT='\"x\"'"
run 0 "the same again" make -C "$kdir" "M=$work/flags" KCFLAGS="-DNUMBER=6 -DTEXT='\"x\"'"
says_not 'CC [M]'
run 0 "other KCFLAGS" make -C "$kdir" "M=$work/flags" KCFLAGS="-DNUMBER=7 -DTEXT='\"y\"'"
says 'CC [M]'
run 0 "what they made" "$ASHLAR" run "$work/flags/flags.ko"
says 'flags: 7 y'
run 0 "-o" "$ASHLAR" run -o "$work/kept" "$here/modules/hello.c"
[ -e "$work/kept/hello.ko" ]
verdict $? "-o: the module is there"

# ---- Kbuild, folders below, several modules ------------------------------------------------------

mkdir -p "$work/tree/below/inc"
cd "$work/tree" || exit 1
echo 'obj-m := uses.o gives.o below/' >Kbuild
echo 'this is not make' >Makefile
cat >gives.c <<'END'
#include <linux/module.h>
int gives(void);
int gives(void) { return 3; }
EXPORT_SYMBOL_GPL(gives);
MODULE_LICENSE("GPL");
END
cat >uses.c <<'END'
#include <linux/module.h>
int gives(void);
static int __init uses_init(void) { pr_info("uses: %d\n", gives()); return 0; }
static void __exit uses_exit(void) {}
module_init(uses_init);
module_exit(uses_exit);
MODULE_LICENSE("GPL");
END
echo 'ccflags-y := -I$(src)/inc' >below/Makefile
echo 'obj-m += dash-ed.o' >>below/Makefile
echo '#define NUMBER 8' >below/inc/number.h
cat >below/dash-ed.c <<'END'
#include <linux/module.h>
#include "number.h"
static int __init dashed_init(void) { pr_info("%s: %d\n", THIS_MODULE->name, NUMBER); return 0; }
static void __exit dashed_exit(void) {}
module_init(dashed_init);
module_exit(dashed_exit);
MODULE_LICENSE("GPL");
END
run 0 "Kbuild, a folder below, and modules in the wrong order" "$ASHLAR" run .
says 'uses: 3'
says 'dash_ed: 8'

# ---- what does not build -------------------------------------------------------------------------

mkdir "$work/bad"
cd "$work/bad" || exit 1
printf '#include <linux/module.h>\n\nstatic int x = ;\n' >syntax.c
run 2 "a syntax error" "$ASHLAR" run syntax.c
matches '^syntax\.c:3:16: error: '
says 'syntax.c does not compile'
lines_of_ours 1
printf '#include <linux/module.h>\n#include <linux/no_such_header.h>\n' >header.c
run 2 "a missing header" "$ASHLAR" run header.c
matches '^header\.c:2:10: fatal error: .*linux/no_such_header\.h'
printf '#include <linux/module.h>\n#include <stdio.h>\n' >stdio.c
run 2 "a header of the C library" "$ASHLAR" run stdio.c
matches '^stdio\.c:2:10: fatal error: .*stdio\.h'
printf '#include <linux/module.h>\nint init_module(void)\n{\nreturn undeclared(1);\n}\n' >undecl.c
run 2 "an undeclared function" "$ASHLAR" run undecl.c
matches '^undecl\.c:4:.* error: .*undeclared'
: >empty.c
run 2 "an empty file" "$ASHLAR" run empty.c
says 'Invalid module format'
mkdir folder
run 2 "a folder without a Makefile" "$ASHLAR" run folder
says 'folder: neither Kbuild nor Makefile can be read there'
lines_of_ours 1
echo 'all:' >folder/Makefile
run 2 "a Makefile without obj-m" "$ASHLAR" run folder
says 'names no module: obj-m += NAME.o is missing'
echo 'obj-m := gone.o' >folder/Makefile
run 2 "a source that is not there" "$ASHLAR" run folder
says 'gone.o'
says 'folder does not build'
cp syntax.c folder/gone.c
run 2 "a folder with a syntax error" "$ASHLAR" run folder
matches '/folder/gone\.c:3:16: error: '
mkdir 'two words'
echo 'obj-m := gone.o' >'two words/Makefile'
run 2 "a folder with a blank in its name" "$ASHLAR" run 'two words'
says 'white space'
cp "$here/modules/hello.c" 'two words.c'
run 0 "a file with a blank in its name" "$ASHLAR" run 'two words.c'
cp "$here/modules/hello.c" ./-m.c
run 0 "a file that looks like an option" "$ASHLAR" run ./-m.c
run 2 "no such compiler" env CC=no-such-cc "$ASHLAR" run "$here/modules/hello.c"
says 'cannot run no-such-cc: '
printf '#!/bin/sh\nkill -9 $$\n' >dies
chmod +x dies
run 2 "a compiler that is killed" env CC=./dies "$ASHLAR" run "$here/modules/hello.c"
says './dies was killed: Killed'
lines_of_ours 1
run 2 "no temporary folder" env TMPDIR=/proc/nowhere "$ASHLAR" run "$here/modules/hello.c"
says 'cannot make a temporary folder /proc/nowhere/'
lines_of_ours 1

# Who is stopped while a module's code waits leaves nothing: whatever stack the signal came to.
cat >waits.c <<'END'
#include <linux/completion.h>
#include <linux/module.h>

static DECLARE_COMPLETION(never);

static int __init waits_init(void)
{
	pr_info("waits: for ever\n");
	wait_for_completion(&never);
	return 0;
}
module_init(waits_init);
MODULE_LICENSE("GPL");
END
mkdir "$work/left"
TMPDIR=$work/left "$ASHLAR" run waits.c >waits.out 2>&1 &
stopped=$! last="a run that is stopped"
until_true grep -q 'waits: for ever' waits.out
kill -TERM $stopped
wait $stopped
status=$?
out=$(cat waits.out)
[ $status = 143 ] && until_true rmdir "$work/left" && ! grep -q BUG waits.out
found $? 'leaves no folder'
mkdir "$work/full"
if mount -t tmpfs -o size=4k none "$work/full" 2>/dev/null; then
	run 2 "a full temporary folder" env "TMPDIR=$work/full" "$ASHLAR" run \
		"$here/modules/hello.c"
	says 'No space left on device'
	umount "$work/full"
fi
done_testing
