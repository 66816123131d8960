// SPDX-License-Identifier: MIT
/*
 * ashlar-tests: runs the KUnit suites linked into it and prints KTAP.
 *
 * A suite gets a fresh machine, unless its attr.machine is KUNIT_MACHINE_OWN, and after its last
 * case the invariants of all layers are proven.  A broken one, or a machine that a suite of the
 * other kind left running, makes the suite fail.
 */
#include <kunit/test.h>

#include <linux/array_size.h>
#include <linux/glob.h>
#include <linux/kstrtox.h>
#include <linux/sizes.h>

#include "base/base.h"
#include "mm/boot/boot.h"
#include "mm/reclaim/reclaim.h"
#include "tests/output.h"
#include "tests/seconds.h"

extern struct kunit_suite *const suites_start[] __asm__("__start_" KUNIT_SUITE_SECTION);
extern struct kunit_suite *const suites_end[] __asm__("__stop_" KUNIT_SUITE_SECTION);

static const char usage[] =
	"usage: ashlar-tests [--list] [--seed N] [--seconds N] [--concurrent]\n"
	"                    [--skip SUITE]... [SUITE[.CASE]]\n"
	"  SUITE and CASE may use * and ?; without them all suites run\n"
	"  --list        print what would run\n"
	"  --seed N      where tests with random steps start (default 1)\n"
	"  --seconds N   how long each test goes on that could for ever (default 2)\n"
	"  --concurrent  only suites that use several threads\n"
	"  --skip SUITE  not these; may be given several times\n"
	"exit status: 0 all passed, 1 a test failed, 2 wrong usage\n";

/* More than there are. */
#define MAX_SUITES 512
#define MAX_SKIPS  64

static const char *skips[MAX_SKIPS];
static unsigned int nr_skips;

static unsigned int seconds = TEST_SECONDS;

unsigned int test_seconds(void)
{
	return seconds;
}

static void say(const char *text)
{
	test_output(text, strlen(text));
}

/* One write a line, so that lines of several threads do not mix. */
static void print_line(int level, bool cont, const char *text, size_t len)
{
	char line[PRINT_TEXT_MAX + 1];

	memcpy(line, text, len);
	if (!len || text[len - 1] != '\n')
		line[len++] = '\n';
	test_output(line, len);
}

/* Two nodes and a zone of each kind, small enough to boot in no time. */
static int boot(struct kunit_suite *suite)
{
	static const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_512M,
		.nodes = 2,
		.quiet = true,
	};
	int err;

	random_seed(kunit_seed());
	if (suite->attr.machine == KUNIT_MACHINE_OWN)
		return 0;
	err = machine_boot(&config);
	if (err)
		printk(KERN_ERR "# %s: no machine: %s\n", suite->name, machine_error());
	else
		kswapd_enable(false); /* what is free is the suite's own doing */
	return err;
}

static int halt(struct kunit_suite *suite)
{
	int broken;

	if (suite->attr.machine == KUNIT_MACHINE_OWN) {
		if (!machine_running())
			return 0;
		printk(KERN_ERR "# %s: left its machine running\n", suite->name);
		machine_halt();
		return 1;
	}
	broken = mm_check();
	machine_halt();
	return broken;
}

static bool is_skipped(const struct kunit_suite *suite)
{
	for (unsigned int i = 0; i < nr_skips; i++)
		if (glob_match(skips[i], suite->name))
			return true;
	return false;
}

/* Those that are not skipped, in @chosen. Return: the end of it. */
static struct kunit_suite **choose(struct kunit_suite **chosen, unsigned int max)
{
	struct kunit_suite *const *suite;
	unsigned int n = 0;

	for (suite = suites_start; suite < suites_end && n < max; suite++)
		if (!is_skipped(*suite))
			chosen[n++] = *suite;
	return chosen + n;
}

static bool parse(int argc, char **argv, struct kunit_run *run, bool *list)
{
	u64 seed;
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--list")) {
			*list = true;
		} else if (!strcmp(argv[i], "--concurrent")) {
			run->concurrent_only = true;
		} else if (!strcmp(argv[i], "--seed")) {
			if (i + 1 == argc || kstrtou64(argv[++i], 0, &seed))
				return false;
			kunit_set_seed(seed);
		} else if (!strcmp(argv[i], "--seconds")) {
			if (i + 1 == argc || kstrtouint(argv[++i], 0, &seconds))
				return false;
		} else if (!strcmp(argv[i], "--skip")) {
			if (i + 1 == argc || nr_skips == MAX_SKIPS)
				return false;
			skips[nr_skips++] = argv[++i];
		} else if (argv[i][0] == '-' || run->filter_glob) {
			return false;
		} else {
			run->filter_glob = argv[i];
		}
	}
	return true;
}

int main(int argc, char **argv)
{
	static struct kunit_suite *chosen[MAX_SUITES];
	struct kunit_run run = { .before = boot, .after = halt };
	struct kunit_suite **end;
	struct kunit_results results;
	bool list = false;

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		say(usage);
		return 0;
	}
	if (!parse(argc, argv, &run, &list)) {
		say(usage);
		return 2;
	}
	printk_sink = print_line;
	end = choose(chosen, ARRAY_SIZE(chosen));
	if (list) {
		kunit_list_suites(chosen, end, &run);
		return 0;
	}
	results = kunit_run_suites(chosen, end, &run);
	if (!results.total) {
		printk(KERN_ERR "# no test matches %s\n", run.filter_glob ?: "*");
		return 2;
	}
	printk(KERN_INFO "# seed %llu: %lu passed, %lu failed, %lu skipped\n",
	       (unsigned long long)kunit_seed(), results.passed, results.failed, results.skipped);
	return results.failed ? 1 : 0;
}
