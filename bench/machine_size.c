// SPDX-License-Identifier: MIT
/*
 * machine_size - what the size of a machine costs.
 *
 * usage: machine_size [SIZE[/LIMIT]...]
 *
 * Boots a machine of each size in turn (1G, 1T and 1G/1T otherwise: the last begins with 1 GiB and
 * may grow to 1 TiB) and prints, a line each: milliseconds to boot, KiB that are resident for it
 * when it has served its first page, and nanoseconds for an allocation of a block of pages together
 * with its free, for orders 0, 3 and 9; each time the minimum of ROUNDS rounds, the sizes taking
 * turns.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <ashlar/ashlar.h>

#define ROUNDS	  5
#define PAIRS	  200000
#define MAX_SIZES 16

static const unsigned int orders[] = { 0, 3, 9 };
#define NR_ORDERS (sizeof(orders) / sizeof(*orders))

struct size {
	const char *name;
	uint64_t memory, limit;
	double boot_ms, pair_ns[NR_ORDERS];
	long resident;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

/* VmRSS has all kinds, RssShmem among them. */
static long resident_kib(void)
{
	char line[256];
	long kib = 0;
	FILE *f = fopen("/proc/self/status", "r");

	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "VmRSS: %ld", &kib) == 1)
			break;
	fclose(f);
	return kib;
}

static void take_min(double *least, double value)
{
	if (!*least || value < *least)
		*least = value;
}

static double pair_ns(unsigned int order)
{
	double start = now();

	for (unsigned int i = 0; i < PAIRS; i++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);

		if (!page) {
			fprintf(stderr, "machine_size: no block of order %u\n", order);
			exit(1);
		}
		__free_pages(page, order);
	}
	return (now() - start) / PAIRS;
}

static void measure(struct size *size)
{
	struct ashlar_config config = {
		.size = sizeof(config),
		.profile = ASHLAR_PC64,
		.memory = size->memory,
		.max_memory = size->limit,
		.nodes = 1,
		.debug = "",
		.quiet = true,
	};
	long before = resident_kib(), resident;
	double start = now();

	if (ashlar_boot(&config)) {
		fprintf(stderr, "machine_size: %s: %s\n", size->name, ashlar_error());
		exit(1);
	}
	take_min(&size->boot_ms, (now() - start) / 1e6);
	__free_pages(alloc_pages(GFP_KERNEL, 0), 0);
	resident = resident_kib() - before;
	if (!size->resident || resident < size->resident)
		size->resident = resident;
	for (unsigned int i = 0; i < NR_ORDERS; i++) {
		pair_ns(orders[i]);
		take_min(&size->pair_ns[i], pair_ns(orders[i]));
	}
	ashlar_halt();
}

static uint64_t parse(const char *text, char **end)
{
	static const char letters[] = "KMGT";
	uint64_t value = strtoull(text, end, 10);
	const char *letter = **end ? strchr(letters, **end) : NULL;

	if (letter) {
		value <<= 10 * (letter - letters + 1);
		++*end;
	}
	return value;
}

static void parse_size(struct size *size, const char *text)
{
	char *end;

	size->name = text;
	size->memory = parse(text, &end);
	if (*end == '/')
		size->limit = parse(end + 1, &end);
	if (*end || !size->memory) {
		fprintf(stderr, "machine_size: %s is not a size such as 1G, or 1G/1T\n", text);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	static char *otherwise[] = { "machine_size", "1G", "1T", "1G/1T" };
	static struct size sizes[MAX_SIZES];

	if (argc < 2) {
		argc = sizeof(otherwise) / sizeof(*otherwise);
		argv = otherwise;
	}
	if (argc > MAX_SIZES + 1)
		argc = MAX_SIZES + 1;
	for (int i = 1; i < argc; i++)
		parse_size(&sizes[i - 1], argv[i]);
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 1; i < argc; i++)
			measure(&sizes[i - 1]);
	printf("%-10s %8s %13s", "machine", "boot_ms", "resident_KiB");
	for (unsigned int o = 0; o < NR_ORDERS; o++)
		printf("  order_%u_ns", orders[o]);
	printf("\n");
	for (int i = 1; i < argc; i++) {
		struct size *size = &sizes[i - 1];

		printf("%-10s %8.2f %13ld", size->name, size->boot_ms, size->resident);
		for (unsigned int o = 0; o < NR_ORDERS; o++)
			printf("  %10.2f", size->pair_ns[o]);
		printf("\n");
	}
	return 0;
}
