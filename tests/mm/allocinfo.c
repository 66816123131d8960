// SPDX-License-Identifier: MIT
#include <linux/kernel.h>
#include <linux/string.h>
#include <mm/profile/profile.h>
#include <mm/slab/slab.h>
#include <tests/mm/allocinfo.h>

/* ---- machines -------------------------------------------------------------------------------- */

#define PROFILED(profile_, blocks_, nodes_, cpus_, debug_) \
	.config = { .profile = (profile_),                 \
		    .memory = (blocks_)*MM_TEST_BLOCK,     \
		    .nodes = (nodes_),                     \
		    .cpus = (cpus_),                       \
		    .debug = (debug_),                     \
		    .mem_profiling = true }

static const struct mm_test_world worlds[] = {
	{ .name = "plain", PROFILED(PROFILE_PC64, 16, 1, 0, NULL) },
	{ .name = "4 cpus", PROFILED(PROFILE_PC64, 16, 1, 4, NULL) },
	{ .name = "2 nodes", PROFILED(PROFILE_PC64, 32, 2, 2, NULL) },
	{ .name = "checked objects", PROFILED(PROFILE_PC64, 16, 1, 0, "FZPU") },
	{ .name = "traced", PROFILED(PROFILE_PC64, 16, 1, 0, NULL), .traced = true },
	{ .name = "high memory",
	  .config = { .profile = PROFILE_PC32,
		      .memory = MM_TEST_LOWMEM + 16 * MM_TEST_BLOCK,
		      .nodes = 1,
		      .mem_profiling = true } },
};

const struct mm_test_world *const allocinfo_plain = &worlds[0];

const void *allocinfo_worlds_gen_params(const void *prev, char *desc)
{
	const struct mm_test_world *next = prev ? (const struct mm_test_world *)prev + 1 : worlds;

	if (next == worlds + ARRAY_SIZE(worlds))
		return NULL;
	strscpy(desc, next->name, KUNIT_PARAM_DESC_SIZE);
	return next;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* In the program's own memory, so that reading takes none of the machine's. */
char allocinfo_text[1 << 20];

void allocinfo_read(void)
{
	struct textbuf t;

	textbuf_init(&t, allocinfo_text, sizeof(allocinfo_text));
	allocinfo_show(&t);
}

/* The sum of all lines with @words. */
struct allocinfo_had allocinfo_look(const char *words)
{
	struct allocinfo_had sum = { 0 };
	char *line = allocinfo_text, *end;

	allocinfo_read();
	for (; (end = strchr(line, '\n')); line = end + 1) {
		unsigned long long bytes, calls;

		*end = 0;
		if (*line == '#' || !strstr(line, words))
			continue;
		if (sscanf(line, "%llu %llu", &bytes, &calls) != 2)
			continue;
		sum.bytes += bytes;
		sum.calls += calls;
		sum.lines++;
	}
	return sum;
}

/* Bytes that an object takes. */
size_t allocinfo_place(const void *p)
{
	const struct page *page = virt_to_head_page(p);

	return page->slab_cache ? page->slab_cache->size : page_size((struct page *)page);
}
