// SPDX-License-Identifier: MIT
/*
 * A worker: `ashlar bench worker INTERFACE LIBRARY CASE EFFORT`, which only launch.c says.
 *
 * It boots a machine, or proves that malloc() is the one it is meant to be, measures its one case,
 * prints what came out, and ends.  Nothing of its own comes from the allocator it measures.
 */
#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <link.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/bench/bench.h"

/* ---- talking --------------------------------------------------------------------------------- */

void worker_say(const char *suffix, double value)
{
	printf("figure %s %.17g\n", suffix, value);
}

void worker_fail(const char *fmt, ...)
{
	va_list args;

	printf("error ");
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
	/* Other threads may be anywhere. */
	_exit(EXIT_REFUSED);
}

/* ---- what measurements need ------------------------------------------------------------------ */

uint64_t worker_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

void worker_loop(loop_fn *loop, struct work *w, unsigned long n)
{
	if (!loop(w, n))
		worker_fail("it has no memory left");
}

void *worker_room(size_t bytes)
{
	void *room = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (room == MAP_FAILED)
		worker_fail("the host has no memory for the benchmark itself");
	return room;
}

/*
 * The machine's memory is shared memory, a malloc's is not; what is mapped twice counts once.
 * The exact figures, which the page tables are walked for.
 */
uint64_t worker_held(void)
{
	uint64_t kib = 0, part;
	char line[256];
	bool told = false;
	FILE *f = fopen("/proc/self/smaps_rollup", "r");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "Pss_Anon: %lu", &part) == 1 ||
		    sscanf(line, "Pss_Shmem: %lu", &part) == 1) {
			kib += part;
			told = true;
		}
	if (!told)
		worker_fail("the host does not tell what memory a process holds");
	fclose(f);
	return kib * 1024;
}

/* ---- malloc ---------------------------------------------------------------------------------- */

/* Which file @function is taken from; the name is the dynamic linker's own. */
static const char *file_of(const char *function)
{
	void *address = dlsym(RTLD_DEFAULT, function);
	Dl_info at;

	return address && dladdr(address, &at) ? at.dli_fname : "";
}

/* Fails unless malloc() and free() are those of @library. */
static void prove_preload(const char *library)
{
	void *handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
	struct link_map *map;

	if (!handle) {
		/* Ask again, for the reason. */
		handle = dlopen(library, RTLD_LAZY);
		worker_fail("cannot be loaded: %s",
			    handle ? "the dynamic linker took no notice of LD_PRELOAD" : dlerror());
	}
	if (dlinfo(handle, RTLD_DI_LINKMAP, &map))
		worker_fail("cannot be looked at: %s", dlerror());
	if (strcmp(map->l_name, file_of("malloc")) != 0 ||
	    strcmp(map->l_name, file_of("free")) != 0)
		worker_fail("has no malloc() and free() of its own");
}

/* Each library tells its version in its own way, if at all. */
static void say_version(bool is_libc)
{
	int (*mallctl)(const char *, void *, size_t *, void *, size_t) =
		(int (*)(const char *, void *, size_t *, void *, size_t))dlsym(RTLD_DEFAULT,
									       "mallctl");
	const char *(*tc_version)(int *, int *, const char **) =
		(const char *(*)(int *, int *, const char **))dlsym(RTLD_DEFAULT, "tc_version");
	int (*mi_version)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "mi_version");

	if (is_libc) {
		printf("version %s\n", gnu_get_libc_version());
	} else if (mallctl) {
		const char *text;
		size_t size = sizeof(text);

		if (mallctl("version", &text, &size, NULL, 0) == 0)
			printf("version %.*s\n", (int)strcspn(text, "-"), text);
	} else if (mi_version) {
		const int v = mi_version();

		printf("version %d.%d.%d\n", v / 100, v / 10 % 10, v % 10);
	} else if (tc_version) {
		int major, minor;
		const char *patch;

		tc_version(&major, &minor, &patch);
		printf("version %d.%d%s\n", major, minor, patch);
	}
}

static int say_malloc(bool is_libc)
{
	const char *file = file_of("malloc");
	char *path = realpath(file, NULL);

	say_version(is_libc);
	printf("malloc %s\n", path ? path : file);
	fflush(stdout);
	return EXIT_OK;
}

/* ---- running --------------------------------------------------------------------------------- */

static const struct loops *const loops_of[] = {
	[INTERFACE_KMALLOC] = &loops_kmalloc,
	[INTERFACE_CACHE] = &loops_cache,
	[INTERFACE_MALLOC] = &loops_malloc,
};

static void start_machine(struct worker *worker, enum bench_interface interface)
{
	const char *why =
		ours_start((uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE));

	if (why)
		worker_fail("no machine: %s", why);
	/* Where objects are of several kinds, each gets a cache of its own, later. */
	worker->has_caches = interface == INTERFACE_CACHE;
	if (!worker->has_caches || !worker->c->size)
		return;
	worker->cache = ours_cache(worker->c->size);
	if (!worker->cache)
		worker_fail("no cache");
}

static void measure(const struct worker *worker)
{
	switch (worker->c->kind) {
	case KIND_CROSS:
		worker_cross(worker);
		break;
	case KIND_THREADS:
		worker_threads(worker);
		break;
	case KIND_LATENCY:
		worker_latency(worker);
		break;
	case KIND_MEMORY:
	case KIND_KINDS:
		worker_memory(worker);
		break;
	default:
		worker_time(worker);
		break;
	}
}

int bench_worker(int argc, char **argv)
{
	struct worker worker = { 0 };
	int interface = INTERFACE_KMALLOC;

	while (argc == 6 && interface <= INTERFACE_MALLOC &&
	       strcmp(bench_interfaces[interface], argv[2]) != 0)
		interface++;
	if (argc != 6 || interface > INTERFACE_MALLOC) {
		complain("bench: %s is for the command itself; see ashlar help bench", WORKER_WORD);
		return EXIT_USAGE;
	}
	if (interface == INTERFACE_MALLOC && *argv[3])
		prove_preload(argv[3]);
	if (!*argv[4])
		return say_malloc(!*argv[3]);
	worker.c = bench_case_find(argv[4]);
	worker.effort = &bench_efforts[strtoul(argv[5], NULL, 10) % NR_EFFORTS];
	worker.loops = loops_of[interface];
	if (!worker.c)
		worker_fail("there is no case %s", argv[4]);
	if (interface != INTERFACE_MALLOC)
		start_machine(&worker, (enum bench_interface)interface);
	measure(&worker);
	fflush(stdout);
	/* Neither the machine nor a malloc's heap need be taken apart. */
	_exit(EXIT_OK);
}
