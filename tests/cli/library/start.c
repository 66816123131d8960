// SPDX-License-Identifier: MIT
/* What the first call costs: prints microseconds, and KiB that become resident. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <ashlar/ashlar.h>

static long resident(void)
{
	static char text[256];
	FILE *f = fopen("/proc/self/statm", "r");
	long pages = 0;

	if (!f || !fgets(text, sizeof(text), f) || sscanf(text, "%*d %ld", &pages) != 1)
		abort();
	fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

int main(void)
{
	struct timespec begin, end;
	long before, after;
	void *p;

	resident();
	before = resident();
	clock_gettime(CLOCK_MONOTONIC, &begin);
	p = kmalloc(64, GFP_KERNEL);
	clock_gettime(CLOCK_MONOTONIC, &end);
	after = resident();
	if (!p)
		return 1;
	printf("%ld %ld\n",
	       (end.tv_sec - begin.tv_sec) * 1000000 + (end.tv_nsec - begin.tv_nsec) / 1000,
	       after - before);
	return 0;
}
