#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A guided tour of the examples.  usage: demo.sh BUILD
#
# Each stop says what to look at, shows the command as one would type it, and runs it.  A stop that
# does not end as it should ends the tour with status 1.
set -u
build=$(cd "${1:?usage: demo.sh BUILD}" && pwd) || exit 2
cd "$(dirname "$0")/../examples/modules" || exit 2
export PATH=$build:$PATH
exec 2>&1
bold='' plain=''
[ -t 1 ] && bold=$'\e[1m' plain=$'\e[0m'

# stop STATUS EXPLANATION COMMAND...: the command must end with that status.
stop() {
	local status=$1
	printf '\n%s\n\n%s$ %s%s\n' "$2" "$bold" "${*:3}" "$plain"
	shift 2
	"$@"
	[ $? = "$status" ] && return
	echo "demo: that should have ended with status $status" >&2
	exit 1
}

echo "Ashlar runs kernel modules in an ordinary process.  The modules are in examples/modules."

stop 0 "A module is compiled, inserted into a machine that boots for it, and removed.  The log is
the kernel's: first the machine's memory, then what the module prints." \
	ashlar run bytes.c

stop 0 "Pages and kmalloc lie in the direct map, vmalloc lies elsewhere: its pages have two
addresses." \
	ashlar run --show vmallocinfo pages_bytes_vmalloc.c

stop 0 "Which zone a request is served from depends on its flags, and on the machine.  This one is
a PC of 32 bits, whose memory above 896 MiB has no addresses." \
	ashlar run --profile pc32 --mem 2G zones.c

stop 0 "A page of high memory gets an address from kmap(), for as long as it needs one." \
	ashlar run --profile pc32 high.c

stop 0 "A module of two files, with the Makefile it would have for a kernel; and the free blocks of
the machine by their order, while it is loaded." \
	ashlar run --show buddyinfo records

stop 1 "An init function that fails must give back what it has taken: this one does, so there is
nothing to complain of but the failure itself." \
	ashlar run --quiet unwind.c fail_at=3

stop 3 "This one forgets.  The command says what, and where it was taken." \
	ashlar run --quiet leak.c

printf '\n%s\n\n%s$ second_machine%s\n' "The same allocators, linked into an ordinary C program:" \
	"$bold" "$plain"
"$build/examples/host/second_machine" || exit 1

printf '\n%s\n' "Your own module: $build/ashlar run FILE.c   (ashlar help run tells more)"
