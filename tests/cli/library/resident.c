// SPDX-License-Identifier: MIT
/*
 * A machine that grows when memory is used, and gives it back when it is not: prints at each step
 * what the host has behind the machine's memory, mapped anywhere or not, and the resident size of
 * the process, in MiB.
 *
 * Blocks of 2^ORDER pages, and vmalloc areas, are taken and written in turn.  Nothing here depends
 * on how fast the memory comes back, but that it does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <ashlar/ashlar.h>

#include "check.h"

#define MIB	   (1ul << 20)
#define TAKEN	   (1024 * MIB)
#define PATIENCE_S 60

static long resident_mib(void)
{
	char line[256];
	long kib = 0;
	FILE *f = fopen("/proc/self/status", "r");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "VmRSS: %ld", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib >> 10;
}

/* What the file that is the machine's RAM holds. */
static long backed_mib(void)
{
	char path[64], target[256];
	struct stat st;

	for (int fd = 0; fd < 100; fd++) {
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		n = readlink(path, target, sizeof(target) - 1);
		if (n < 0)
			continue;
		target[n] = 0;
		if (strstr(target, "memfd:ashlar-ram") && !fstat(fd, &st))
			return (long)(st.st_blocks >> 11);
	}
	CHECK(!"the machine's memory is a memfd");
	return 0;
}

static unsigned long total_mib(void)
{
	char text[1 << 14];

	ashlar_show("meminfo", text, sizeof(text));
	return strtoul(strchr(text, ':') + 1, NULL, 10) >> 10;
}

static void say(const char *when)
{
	printf("%-20s machine %4lu MiB, backed by %4ld MiB, resident %4ld MiB\n", when, total_mib(),
	       backed_mib(), resident_mib());
}

/* Wait until no more than @mib are backed, and resident. */
static int falls_to(long mib)
{
	for (int tenths = 0; tenths < PATIENCE_S * 10; tenths++) {
		const struct timespec tenth = { .tv_nsec = 100000000 };

		if (backed_mib() <= mib && resident_mib() <= mib)
			return 1;
		nanosleep(&tenth, NULL);
	}
	return 0;
}

/* Written to hold @tag: what was given back reads as zeros, but nothing that is in use may. */
static int holds(const unsigned char *p, size_t bytes, unsigned char tag)
{
	for (size_t i = 0; i < bytes; i += PAGE_SIZE)
		if (p[i] != tag)
			return 0;
	return 1;
}

static void with_blocks(void)
{
	const unsigned int order = MAX_PAGE_ORDER;
	const size_t bytes = PAGE_SIZE << order, nr = TAKEN / bytes;
	static struct page *pages[TAKEN / PAGE_SIZE];

	for (size_t i = 0; i < nr; i++) {
		pages[i] = alloc_pages(GFP_KERNEL, order);
		CHECK(pages[i]);
		if (!pages[i])
			return;
		memset(page_address(pages[i]), (int)(i & 0xff), bytes);
	}
	say("blocks taken");
	CHECK(resident_mib() >= (long)(TAKEN / MIB) && backed_mib() >= (long)(TAKEN / MIB));
	for (size_t i = 8; i < nr; i++)
		__free_pages(pages[i], order);
	say("all but 8 freed");
	CHECK(falls_to((long)(TAKEN / MIB) / 8));
	say("a while later");
	for (size_t i = 0; i < 8; i++) {
		CHECK(holds(page_address(pages[i]), bytes, (unsigned char)i));
		__free_pages(pages[i], order);
	}
}

static void with_vmalloc(void)
{
	unsigned char *p = vmalloc(TAKEN);

	CHECK(p);
	if (!p)
		return;
	memset(p, 0x5a, TAKEN);
	say("vmalloc area taken");
	CHECK(resident_mib() >= (long)(TAKEN / MIB) && backed_mib() >= (long)(TAKEN / MIB));
	CHECK(holds(p, TAKEN, 0x5a));
	vfree(p);
	say("freed");
	CHECK(falls_to((long)(TAKEN / MIB) / 8));
	say("a while later");
	p = vzalloc(TAKEN);
	CHECK(p && holds(p, TAKEN, 0));
	vfree(p);
}

int main(void)
{
	struct ashlar_config config = { .size = sizeof(config) };

	config.memory = 64 * MIB;
	config.max_memory = 2048 * MIB;
	config.quiet = true;
	CHECK(ashlar_boot(&config) == 0);
	say("booted");
	CHECK(total_mib() <= 64);
	with_blocks();
	CHECK(total_mib() >= TAKEN / MIB && total_mib() <= 2048);
	with_vmalloc();
	CHECK(ashlar_check() == 0 && ashlar_reports() == 0);
	ashlar_halt();
	return failures != 0;
}
