// SPDX-License-Identifier: MIT
/*
 * From a source file or a folder to module files.
 *
 * One .c file is compiled and linked by one call of the compiler, with the flags that the folder
 * `ashlar kdir` keeps for make as well.  A folder is given to make, exactly as a user would.
 * Results go to a temporary folder, so that nothing is left in the user's own.
 */
#include <dirent.h>
#include <ctype.h>
#include <errno.h>
#include <ftw.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wordexp.h>

#include "cli/cli.h"

static char build_folder[PATH_MAX];
static bool build_is_temporary;
static bool build_profiling;
static enum build_checks build_checks;
/* What modules become parts of; NULL: of this process. */
static const char *image_arch;
/* Where in @build_folder results go. */
static char results[PATH_MAX + 16];
/* Folders that were built: each gets one of its own in @build_folder. */
static unsigned int nr_folders;

/* ---- the folder for results ------------------------------------------------------------------ */

/*
 * Only what a signal handler may call: fork() would wait for locks of malloc().  Nor may the child
 * go on on this stack, which is a module's mostly: those are the machine's memory, which processes
 * share.  This one has a stack of its own until it is another program.
 */
void build_abandon(void)
{
	char *const words[] = { "rm", "-rf", build_folder, NULL };
	pid_t pid;

	if (!build_is_temporary)
		return;
	posix_spawnp(&pid, "rm", NULL, NULL, words, environ);
}

static void remove_and_die(int signal_nr)
{
	build_abandon();
	signal(signal_nr, SIG_DFL);
	raise(signal_nr);
}

/* On the thread's stack for signals, where it has one: a module's may be full. */
static void remove_when_killed(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = remove_and_die, .sa_flags = SA_ONSTACK };

	sigemptyset(&action.sa_mask);
	for (unsigned int i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &action, NULL);
}

int build_start(const char *folder, bool profiling, enum build_checks checks)
{
	const char *tmp = getenv("TMPDIR");
	char made[PATH_MAX];

	build_profiling = profiling;
	build_checks = checks;
	if (folder) {
		if (mkdir(folder, 0777) && errno != EEXIST) {
			complain("cannot make the folder %s: %s", folder, strerror(errno));
			return EXIT_USAGE;
		}
		if (!realpath(folder, build_folder) || access(build_folder, W_OK | X_OK)) {
			complain("cannot write to %s: %s", folder, strerror(errno));
			return EXIT_USAGE;
		}
		memcpy(results, build_folder, sizeof(build_folder));
		return EXIT_OK;
	}
	snprintf(made, sizeof(made), "%s/ashlar-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	/* From the root: make works in another folder than this process. */
	if (!mkdtemp(made) || !realpath(made, build_folder)) {
		complain("cannot make a temporary folder %s: %s (TMPDIR chooses another place)",
			 made, strerror(errno));
		return EXIT_USAGE;
	}
	build_is_temporary = true;
	memcpy(results, build_folder, sizeof(build_folder));
	remove_when_killed();
	return EXIT_OK;
}

int build_again(enum build_checks checks)
{
	build_checks = checks;
	snprintf(results, sizeof(results), "%s/again", build_folder);
	if (mkdir(results, 0777) == 0 || errno == EEXIST)
		return EXIT_OK;
	complain("cannot make the folder %s: %s", results, strerror(errno));
	return EXIT_USAGE;
}

void build_for_image(const char *arch)
{
	image_arch = arch;
}

const char *build_folder_path(void)
{
	return build_folder;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	remove(path);
	return 0;
}

void build_finish(void)
{
	if (!build_is_temporary)
		return;
	nftw(build_folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	build_is_temporary = false;
}

/* ---- the list -------------------------------------------------------------------------------- */

void module_list_add(struct module_list *list, const char *path, const char *args)
{
	struct module_file *files = realloc(list->files, (list->nr + 1) * sizeof(*files));

	if (files) {
		list->files = files;
		files[list->nr].path = strdup(path);
		files[list->nr].args = strdup(args);
	}
	if (!files || !files[list->nr].path || !files[list->nr].args) {
		complain("the host has no memory left");
		exit(EXIT_USAGE);
	}
	list->nr++;
}

/* ---- one file -------------------------------------------------------------------------------- */

/* The compiler's command line, grown word by word. */
struct words {
	char *word[64];
	unsigned int nr;
};

__attribute__((format(printf, 2, 3))) static void add(struct words *words, const char *fmt, ...)
{
	va_list args;

	if (words->nr + 1 >= sizeof(words->word) / sizeof(*words->word)) {
		complain("CC, KCPPFLAGS and KCFLAGS have too many words");
		build_finish();
		exit(EXIT_USAGE);
	}
	va_start(args, fmt);
	if (vasprintf(&words->word[words->nr++], fmt, args) < 0)
		exit(EXIT_USAGE);
	va_end(args);
	words->word[words->nr] = NULL;
}

static void free_words(struct words *words)
{
	while (words->nr)
		free(words->word[--words->nr]);
}

/* The words of the environment's @variable, which may be absent, as a make's shell has them. */
static void add_variable(struct words *words, const char *variable)
{
	const char *value = getenv(variable);
	wordexp_t expansion;

	if (!value)
		return;
	if (wordexp(value, &expansion, WRDE_NOCMD)) {
		complain("%s: the shell could not read this: %s", variable, value);
		build_finish();
		exit(EXIT_USAGE);
	}
	for (size_t i = 0; i < expansion.we_wordc; i++)
		add(words, "%s", expansion.we_wordv[i]);
	wordfree(&expansion);
}

/* Which words a compiler takes for the same thing depends on whose it is. */
static bool compiler_is_clang(void)
{
	const char *cc = getenv("CC");
	char line[256];
	bool clang = false;
	char *command;
	FILE *macros;

	if (asprintf(&command, "%s -dM -E -x c /dev/null 2>/dev/null", cc && *cc ? cc : "cc") < 0)
		return false;
	macros = popen(command, "r");
	free(command);
	while (macros && fgets(line, sizeof(line), macros))
		clang |= strncmp(line, "#define __clang__ ", 18) == 0;
	if (macros)
		pclose(macros);
	return clang;
}

/* CC may have words, as in "ccache gcc". */
static void add_compiler(struct words *words)
{
	if (build_checks != BUILD_UNINIT || compiler_is_clang())
		add_variable(words, "CC");
	if (!words->nr)
		add(words, build_checks == BUILD_UNINIT ? "clang" : "cc");
}

/* Of all compilers only this one can; the user's own goes first, if it is one. */
static const char *uninit_compiler(void)
{
	const char *cc = getenv("CC");

	return cc && *cc && compiler_is_clang() ? cc : "clang";
}

bool build_can_uninit(void)
{
	char *command;
	bool can;

	if (asprintf(&command,
		     "%s -fsanitize=kernel-memory -c -x c /dev/null -o /dev/null "
		     ">/dev/null 2>&1",
		     uninit_compiler()) < 0)
		return false;
	can = system(command) == 0;
	free(command);
	return can;
}

static void add_checks(struct words *words, const char *kdir)
{
	if (build_checks == BUILD_ACCESS) {
		add(words, "-DCONFIG_KASAN=1");
		add(words, "@%s/access.%s", kdir, compiler_is_clang() ? "clang" : "gcc");
		add(words, "-Wl,-T,%s/access.lds", kdir);
	} else if (build_checks == BUILD_UNINIT) {
		add(words, "-DCONFIG_KMSAN=1");
		add(words, "@%s/uninit.clang", kdir);
	}
}

/*
 * The module's name: the file's, with what names in C, in strings and on command lines may have.
 * Other letters than ASCII's are left: compilers take them.
 */
static void module_name(const char *path, char *name, size_t size)
{
	const char *base = strrchr(path, '/');
	char *c;

	snprintf(name, size, "%s", base ? base + 1 : path);
	c = strrchr(name, '.');
	if (c)
		*c = '\0';
	for (c = name; *c; c++)
		if (isascii(*c) && !isalnum(*c) && *c != '.')
			*c = '_';
}

/* What the module is to see defined. */
static void add_definitions(struct words *words, const char *name)
{
	const struct era *era = era_chosen();

	add(words, "-DKBUILD_MODNAME=\"%s\"", name);
	add(words, "-DKBUILD_BASENAME=\"%s\"", name);
	add(words, "-DKBUILD_MODFILE=\"%s\"", name);
	add(words, "-D__KBUILD_MODNAME=kmod_%s", name);
	if (era) {
		add(words, "-DLINUX_VERSION_MAJOR=%u", era->major);
		add(words, "-DLINUX_VERSION_PATCHLEVEL=%u", era->patchlevel);
		add(words, "-DLINUX_VERSION_SUBLEVEL=%u", era->sublevel);
		/* Until 6.2 char was what it is for programs of the processor. */
		if (CHAR_MIN < 0 && (era->major < 6 || (era->major == 6 && era->patchlevel < 2)))
			add(words, "-fsigned-char");
	}
	if (build_profiling)
		add(words, "-DCONFIG_MEM_ALLOC_PROFILING=1");
}

/* For this process a library, which its loader maps; for an image an object, which is linked in. */
static void add_kind(struct words *words, const char *kdir)
{
	if (image_arch) {
		add(words, "@%s/emu/%s.flags", kdir, image_arch);
		add(words, "-r");
		add(words, "-nostdlib");
	} else {
		add(words, "@%s/ldflags", kdir);
		add(words, "-Wl,-T,%s/percpu.lds", kdir);
	}
}

/* Where the module @name goes: a second one of this name to a folder of its own. Or NULL. */
static char *file_for(const char *name, const struct module_list *list)
{
	char *ko, *folder;
	bool taken = false;

	if (asprintf(&ko, "%s/%s.ko", results, name) < 0)
		return NULL;
	for (unsigned int i = 0; i < list->nr && !taken; i++)
		taken = strcmp(list->files[i].path, ko) == 0;
	if (!taken)
		return ko;
	free(ko);
	if (asprintf(&folder, "%s/%u", results, nr_folders++) < 0)
		return NULL;
	if (mkdir(folder, 0777) && errno != EEXIST)
		complain("cannot make %s: %s", folder, strerror(errno));
	else if (asprintf(&ko, "%s/%s.ko", folder, name) >= 0)
		taken = false;
	free(folder);
	return taken ? NULL : ko;
}

static int build_file(const char *path, struct module_list *list)
{
	const char *kdir = kdir_path();
	struct words words = { .nr = 0 };
	char name[NAME_MAX + 1];
	char *ko;
	int status;

	if (!kdir)
		return EXIT_USAGE;
	if (access(path, R_OK)) {
		complain("cannot read %s: %s", path, strerror(errno));
		return EXIT_USAGE;
	}
	module_name(path, name, sizeof(name));
	ko = file_for(name, list);
	if (!ko)
		return EXIT_USAGE;
	add_compiler(&words);
	add(&words, "@%s/cflags", kdir);
	if (image_arch)
		add(&words, "-I%s/emu/include", kdir);
	add(&words, "-I%s/include", kdir);
	add(&words, "-I%s/compat", kdir);
	add(&words, "-include");
	add(&words, "linux/kconfig.h");
	add_definitions(&words, name);
	add_checks(&words, kdir);
	/* The user's own come last, so that they win, as in a kernel's build. */
	add_variable(&words, "KCPPFLAGS");
	add_variable(&words, "KCFLAGS");
	add_kind(&words, kdir);
	add(&words, "-o");
	add(&words, "%s", ko);
	/* A name that begins with a dash would be taken for an option. */
	add(&words, "%s%s", *path == '-' ? "./" : "", path);
	status = spawn(words.word);
	if (status > 0) {
		complain("%s does not compile", path);
		era_advise(path);
	} else if (status == 0) {
		module_list_add(list, ko, "");
	}
	free_words(&words);
	free(ko);
	return status ? EXIT_USAGE : EXIT_OK;
}

/* ---- a folder -------------------------------------------------------------------------------- */

/* modules.order has one path a line. */
static int read_order(const char *folder, const char *out, struct module_list *list)
{
	unsigned int before = list->nr;
	char path[PATH_MAX + 48];
	FILE *order;

	snprintf(path, sizeof(path), "%s/modules.order", out);
	order = fopen(path, "r");
	if (!order) {
		complain("%s: make left no list of modules: %s", folder, strerror(errno));
		return EXIT_USAGE;
	}
	while (fgets(path, sizeof(path), order)) {
		path[strcspn(path, "\n")] = '\0';
		module_list_add(list, path, "");
	}
	fclose(order);
	if (list->nr == before) {
		complain("%s: its Makefile names no module: obj-m += NAME.o is missing", folder);
		return EXIT_USAGE;
	}
	order_modules(list, before, image_arch ? &order_by_objects : &order_by_images);
	return EXIT_OK;
}

static int build_folder_of(const char *path, struct module_list *list)
{
	const char *kdir = kdir_path();
	const struct era *era = era_chosen();
	struct words words = { .nr = 0 };
	char folder[PATH_MAX], out[PATH_MAX + 32], file[PATH_MAX + 16];
	int status;

	if (!kdir)
		return EXIT_USAGE;
	if (!realpath(path, folder)) {
		complain("cannot read %s: %s", path, strerror(errno));
		return EXIT_USAGE;
	}
	snprintf(file, sizeof(file), "%s/Kbuild", folder);
	if (access(file, R_OK)) {
		snprintf(file, sizeof(file), "%s/Makefile", folder);
		if (access(file, R_OK)) {
			complain("%s: neither Kbuild nor Makefile can be read there", path);
			return EXIT_USAGE;
		}
	}
	snprintf(out, sizeof(out), "%s/%u", results, nr_folders++);
	/* This command may have been started by a make, whose words are not for ours. */
	unsetenv("MAKEFLAGS");
	unsetenv("MFLAGS");
	unsetenv("MAKELEVEL");
	add(&words, "make");
	add(&words, "-s");
	add(&words, "-j%ld", sysconf(_SC_NPROCESSORS_ONLN));
	add(&words, "-C");
	add(&words, "%s", kdir);
	add(&words, "M=%s", folder);
	/* As if called there: Makefiles have their include paths from it. */
	add(&words, "PWD=%s", folder);
	add(&words, "MO=%s", out);
	if (era)
		add(&words, "ERA=%u.%u.%u", era->major, era->patchlevel, era->sublevel);
	else
		add(&words, "ERA=");
	add(&words, "IMAGE=%s", image_arch ?: "");
	add(&words, "CONFIG_MEM_ALLOC_PROFILING=%s", build_profiling ? "y" : "");
	add(&words, "CONFIG_KASAN=%s", build_checks == BUILD_ACCESS ? "y" : "");
	add(&words, "CONFIG_KMSAN=%s", build_checks == BUILD_UNINIT ? "y" : "");
	if (build_checks == BUILD_UNINIT)
		add(&words, "CC=%s", uninit_compiler());
	add(&words, "modules");
	status = spawn(words.word);
	free_words(&words);
	if (status > 0) {
		complain("%s does not build", path);
		era_advise(path);
	}
	return status ? EXIT_USAGE : read_order(path, out, list);
}

/* ---- what was named -------------------------------------------------------------------------- */

int build_modules(const char *path, struct module_list *list)
{
	const char *suffix = strrchr(path, '.');
	struct stat st;

	if (stat(path, &st)) {
		complain("%s: %s", path, strerror(errno));
		return EXIT_USAGE;
	}
	if (S_ISDIR(st.st_mode))
		return build_folder_of(path, list);
	if (suffix && strcmp(suffix, ".c") == 0)
		return build_file(path, list);
	if (suffix && strcmp(suffix, ".ko") == 0 && !image_arch) {
		module_list_add(list, path, "");
		return EXIT_OK;
	}
	complain("%s: neither a .c file, nor a folder, nor a .ko file", path);
	return EXIT_USAGE;
}
