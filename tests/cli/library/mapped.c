// SPDX-License-Identifier: MIT
/*
 * Frames behind vmalloc addresses: those that the host has memory for are there at once, without a
 * fault for each page; those that nobody has written to yet take no memory by being mapped.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>

#include <ashlar/ashlar.h>

#include "check.h"

#define MIB	  (1ul << 20)
#define HOST_PAGE 4096ul
/* Of a machine of 64 MiB, so that the second area consists of the first one's frames, mostly. */
#define FIRST  (52 * MIB)
#define SECOND (53 * MIB)

static long faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_minflt;
}

/* MiB of the process that are there. */
static long resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long total, pages = -1;

	if (f) {
		if (fscanf(f, "%ld %ld", &total, &pages) != 2)
			pages = -1;
		fclose(f);
	}
	CHECK(pages >= 0);
	return pages / (long)(MIB / HOST_PAGE);
}

/* Return: how many faults it took to write to every page. */
static long touch(char *p, unsigned long bytes)
{
	long before = faults();

	for (unsigned long at = 0; at < bytes; at += HOST_PAGE)
		((volatile char *)p)[at] = 1;
	return faults() - before;
}

int main(void)
{
	struct ashlar_config config = { .size = sizeof(config), .memory = 64 * MIB, .quiet = 1 };
	long before, grown, touching;
	char *p;

	CHECK(ashlar_boot(&config) == 0);
	before = resident();
	p = vmalloc(FIRST);
	CHECK(p);
	grown = resident() - before;
	printf("new frames: %ld MiB grown, %ld faults to touch\n", grown, touch(p, FIRST));
	CHECK(grown < (long)(FIRST / MIB) / 4);
	vfree(p);
	p = vmalloc(SECOND);
	CHECK(p);
	touching = touch(p, SECOND);
	printf("used frames: %ld faults to touch\n", touching);
	CHECK(touching < (long)(SECOND / HOST_PAGE) / 2);
	vfree(p);
	ashlar_halt();
	return 0;
}
