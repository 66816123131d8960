// SPDX-License-Identifier: MIT
/* Machines one after the other: each as new, none leaving anything of the process behind. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ashlar/ashlar.h>

#include "check.h"

static int open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

/* Pages of address space. */
static unsigned long address_space(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	if (!f || fscanf(f, "%lu", &pages) != 1)
		abort();
	fclose(f);
	return pages;
}

static unsigned long meminfo(const char *name)
{
	char text[8192], *at;

	ashlar_show("meminfo", text, sizeof(text));
	at = strstr(text, name);
	return at ? strtoul(at + strlen(name) + 1, NULL, 10) : 0;
}

static void use(void)
{
	struct kmem_cache *cache = kmem_cache_create("used", 300, 0, 0, NULL);
	void *p = kmem_cache_alloc(cache, GFP_KERNEL), *q = vmalloc(1 << 20);

	CHECK(p && q);
	memset(p, 1, 300);
	memset(q, 1, 1 << 20);
	/* All of it goes with the machine. */
}

static void possible(void)
{
	struct ashlar_config config = { .size = sizeof(config), .quiet = true };
	static const enum ashlar_profile profiles[] = { ASHLAR_DEFAULT, ASHLAR_PC64, ASHLAR_PC32 };
	unsigned long total;

	for (unsigned int i = 0; i < 12; i++) {
		config.profile = profiles[i % 3];
		config.memory = (uint64_t)(64 + 64 * i) << 20;
		config.nodes = i % 2 ? 2 : 0;
		config.cpus = i % 4 == 3 ? 3 : 0;
		config.debug = i % 4 == 2 ? "FZPU" : i % 4 == 1 ? "" : NULL;
		config.harden = i % 4 == 1 ? "kmalloc-*" : NULL;
		config.randomize = i % 3 ? "1" : NULL;
		config.init_on_alloc = i % 6 == 3 ? "1" : NULL;
		config.init_on_free = i % 6 == 4 ? "kmalloc-64,kmalloc-1?" : NULL;
		CHECK(ashlar_boot(&config) == 0);
		total = meminfo("MemTotal:");
		CHECK(total <= config.memory >> 10 && total > config.memory / 10 * 9 >> 10);
		use();
		CHECK(ashlar_check() == 0 && ashlar_reports() == 0);
		ashlar_halt();
	}
}

static void impossible(void)
{
	struct {
		struct ashlar_config config;
		char more[8];
	} later = { .config = { .size = sizeof(later) } };
	struct ashlar_config config = { .nodes = 9, .memory = 16 << 20 };

	CHECK(ashlar_boot(&config) == -EINVAL && strstr(ashlar_error(), "too few for 9 nodes"));
	config = (struct ashlar_config){ .memory = 1024 };
	CHECK(ashlar_boot(&config) == -EINVAL && ashlar_error()[0]);
	config = (struct ashlar_config){ .cpus = 1000 };
	CHECK(ashlar_boot(&config) == -EINVAL && strstr(ashlar_error(), "at most 64 CPUs"));
	config = (struct ashlar_config){ .profile = (enum ashlar_profile)7 };
	CHECK(ashlar_boot(&config) == -EINVAL && strstr(ashlar_error(), "profile 7"));
	config = (struct ashlar_config){ .size = 4 };
	CHECK(ashlar_boot(&config) == -EINVAL && strstr(ashlar_error(), "size is 4"));
	later.more[3] = 1;
	CHECK(ashlar_boot(&later.config) == -EINVAL && strstr(ashlar_error(), "does not know"));
	CHECK(!ashlar_running());
	later.more[3] = 0;
	CHECK(ashlar_boot(&later.config) == 0 && ashlar_error()[0] == 0);
	ashlar_halt();
}

int main(void)
{
	unsigned long space;
	int files;

	possible();
	files = open_files();
	space = address_space();
	possible();
	impossible();
	CHECK(open_files() == files);
	CHECK(address_space() == space);
	return failures != 0;
}
