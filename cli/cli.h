/* SPDX-License-Identifier: MIT */
/*
 * Entrance of cli/: the ashlar command.
 *
 * One file a verb; main.c has their table.  A file talks to the host, or is in the kernel's world,
 * as meson.build says of each: their headers do not go together.
 *
 * Exit codes are the command's interface to scripts:
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

/* The kernel's world has its own. */
#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#endif
#include "port/port.h"

enum exit_code {
	VERB_HELPED = -1, /* inside the command: the help was printed, and there is no more to do */
	EXIT_OK = 0,	  /* all went well */
	EXIT_REFUSED = 1, /* a module could not be inserted */
	EXIT_FOUND = 1,	  /* ashlar check: mistakes were found */
	EXIT_USAGE = 2,	  /* wrong usage, a source that does not compile, an impossible machine */
	EXIT_MISTAKES = 3, /* memory was left behind, or a mistake was reported; wins over 1 */
};

/**
 * struct verb_option - an option of a verb.
 * @name: the long form, without dashes.
 * @letter: the short form, or 0.
 * @value: what its value is called in the help, NULL when it takes none.
 * @text: what it does, one sentence; may have several lines.
 */
struct verb_option {
	const char *name;
	char letter;
	const char *value;
	const char *text;
};

/**
 * struct verb - a word after "ashlar".
 * @synopsis: the rest of the command line.
 * @summary: half a line for the list of verbs.
 * @text: more, or NULL.
 * @options: ends with an entry without a name; may be NULL.
 * @more: those of @more_verb that it has, too, but for the letters in @more_without; may be NULL.
 * @operands: it takes words that are no options; @no_operands: otherwise, what one may have
 *	wanted; may be NULL.
 * @run: does it; argv[0] is the verb.  Return: an exit code, or VERB_HELPED.
 */
struct verb {
	const char *name;
	const char *synopsis;
	const char *summary;
	const char *text;
	const struct verb_option *options, *more;
	const char *more_without, *more_verb;
	bool operands;
	const char *no_operands;
	int (*run)(int argc, char **argv);
};

extern const struct verb verb_run, verb_check, verb_kdir, verb_bench, verb_version, verb_help;
extern const struct verb verb_boot, verb_insmod, verb_rmmod, verb_lsmod, verb_dmesg, verb_cat;
extern const struct verb verb_ls, verb_write, verb_ps, verb_irq, verb_exec, verb_halt;
extern const struct verb verb_machines, verb_modprobe, verb_modinfo, verb_kunit;
extern const struct verb verb_emu;
/** verbs - all of them, NULL at the end. */
extern const struct verb *const verbs[];

const struct verb *verb_find(const char *name);
/** verb_print_help - the help of one verb, or of the command (NULL). */
void verb_print_help(const struct verb *verb);

/**
 * struct verb_line - a verb's command line, as it is read.
 * @option, @value: the option that was read last; NULL when it takes no value.
 * @words, @nr_words: the operands so far.
 * @at, @next: of argv, the option's word, and the next one to read.
 * @code: EXIT_OK; or what the verb is to return at once: VERB_HELPED, or an exit code that
 *	verb_next_option() or the body of the caller's loop has set.
 *
 *	while (verb_next_option(&line))
 *		...
 *	if (line.code != EXIT_OK)
 *		return line.code;
 */
struct verb_line {
	const struct verb *verb;
	const struct verb_option *option;
	char *value;
	char **argv, **words;
	int argc, at, next, code;
	unsigned int nr_words;
};

/** verb_line - @argc words from @argv on, whose first is the verb; operands are moved to there. */
static inline struct verb_line verb_line(const struct verb *verb, int argc, char **argv)
{
	return (struct verb_line){
		.verb = verb, .argc = argc, .argv = argv, .words = argv, .next = 1
	};
}

/**
 * verb_next_option - read on to the next option.
 *
 * Return: false at the end of the line; after a message, for what is no option or operand of the
 * verb; when --help was asked for, and has been printed; and once @code is not EXIT_OK.
 */
bool verb_next_option(struct verb_line *line);

/** verb_takes_nothing - read the line of a verb without options. Return: line.code. */
int verb_takes_nothing(const struct verb *verb, int argc, char **argv);

/** complain - one line on the standard error output, after "ashlar: ". */
void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** complain_usage - likewise of the command line, after "ashlar: VERB: ". */
void complain_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** kdir_path - the folder with what modules are built with; NULL after a message. */
const char *kdir_path(void);

/* ---- era.c: the Linux that modules were written for ----------------------------------------- */

/** struct era - a release: 2, 6, 32, or 4, 19, 0. */
struct era {
	unsigned int major, patchlevel, sublevel;
};

/** ERA_OPTION - of verbs that build. */
#define ERA_OPTION                                                                     \
	{                                                                              \
		"era", 'Y', "RELEASE",                                                 \
			"The Linux that sources were written for, as 2.6.32 or 4.x;\n" \
			"the newest otherwise."                                        \
	}

/** era_take - the value of --era. Return: an exit code; after a message. */
int era_take(const char *text);
/** era_chosen - what was asked for; NULL: the newest. */
const struct era *era_chosen(void);
/**
 * era_advise - after @path, a source or a folder of sources, did not compile: say which era its
 * names are of, where they are not of the one it was built for.
 */
void era_advise(const char *path);

/* ---- build.c: from what the user named to module files --------------------------------------- */

/**
 * struct module_file - a module to insert.
 * @path: the .ko file.
 * @args: its parameters, "name=value ...".
 */
struct module_file {
	char *path;
	char *args;
};

/** struct module_list - modules in the order of insertion. */
struct module_list {
	struct module_file *files;
	unsigned int nr;
};

/** module_list_add - append; @args is copied. */
void module_list_add(struct module_list *list, const char *path, const char *args);

/** enum build_checks - what the compiler puts into modules. */
enum build_checks {
	BUILD_PLAIN,
	BUILD_ACCESS, /* they ask before each access (CONFIG_KASAN) */
	BUILD_UNINIT, /* they follow what was written (CONFIG_KMSAN), which only clang can */
};

/**
 * build_start - make ready to build.
 * @folder: where results go; NULL for a temporary folder that build_finish() removes.
 * @profiling: calls of the allocators are to say where they are (CONFIG_MEM_ALLOC_PROFILING).
 * @checks: what modules are to have.
 * Return: an exit code; on failure after a message.
 */
int build_start(const char *folder, bool profiling, enum build_checks checks);
/**
 * build_again - build from now on with @checks, beside what is built already.
 * Return: an exit code; on failure after a message.
 */
int build_again(enum build_checks checks);
/** build_for_image - build from now on for images of `ashlar emu` for the processor @arch. */
void build_for_image(const char *arch);
/** build_can_uninit - is there a compiler for BUILD_UNINIT? */
bool build_can_uninit(void);
void build_finish(void);
/** build_folder_path - where results go. */
const char *build_folder_path(void);
/** build_abandon - as build_finish(), for signal handlers. */
void build_abandon(void);

/**
 * build_modules - the modules of one thing that the user named, built when needed.
 * @path: a .c file, a folder or a .ko file.
 * @list: they are added to this, those of a folder in the order of their dependencies.
 */
int build_modules(const char *path, struct module_list *list);

/** spawn - run a program and wait for it; its exit status, or -1 after a message. */
int spawn(char *const argv[]);
/** spawn_finds - is there a program of this name where the shell would find it? */
bool spawn_finds(const char *program);

/**
 * struct order_by - how module files of a kind are asked what they need of each other.
 * @open: NULL on failure.
 * @needs: does @one need a symbol that @other exports?
 */
struct order_by {
	void *(*open)(const char *path);
	void (*close)(void *file);
	bool (*needs)(const void *one, const void *other);
};

/** Module files for this process (order.c), and objects for an image (object.c). */
extern const struct order_by order_by_images, order_by_objects;

/** order_modules - sort list entries [@from, end) so that who exports comes before who needs. */
void order_modules(struct module_list *list, unsigned int from, const struct order_by *by);

struct image;

/** order_needs - does the module @image need a symbol that @other exports? */
bool order_needs(const struct image *image, const struct image *other);

/* ---- say.c: output --------------------------------------------------------------------------- */

/** say_line - print a line of the command's own. */
void say_line(const char *line);
/** say_text - print the file @folder@name. */
void say_text(const char *folder, const char *name, const char *text, size_t len);
/** console_write - print lines of the kernel log. */
void console_write(const char *text, size_t len);

/**
 * struct say_sink - who gets what a thread says, in place of the standard outputs.
 * @out: text; @err: a line without its newline, which complain() has made.
 * @logged: what is found goes to the kernel log, too, for others to see.
 */
struct say_sink {
	void (*out)(void *arg, const char *text, size_t len);
	void (*err)(void *arg, const char *line);
	void *arg;
	bool logged;
};

/** say_divert - the calling thread's goes to @sink from now on; NULL: to the standard outputs. */
void say_divert(const struct say_sink *sink);
const struct say_sink *say_diverted(void);
/** say_console - lines of the kernel log go to @write instead; NULL: to the standard output. */
void say_console(void (*write)(const char *text, size_t len));
/** complain_name - what complain_usage() is to call the verb, in the calling thread. */
void complain_name(const char *verb);

/* ---- machine.c: the kernel's world ----------------------------------------------------------- */

struct module_result;

/** refusal_text - why the module of file @path was not inserted, which ended with @err. */
void refusal_text(char *text, size_t size, const char *path, const struct module_result *result,
		  int err);

/** removal_text - why the module @name was not removed, or not wholly. */
void removal_text(char *text, size_t size, const char *name, const struct module_result *result);

/** struct machine_options - the machine that the user asked for. */
struct machine_options {
	unsigned long long memory;	 /* bytes */
	unsigned long long max_memory;	 /* bytes it may grow to, or 0 */
	unsigned long long seed;	 /* of the order in which threads take turns; 0: none */
	unsigned long long movable, cma; /* bytes in the movable zone, and in CMA areas */
	const char *profile;
	unsigned int nodes, cpus;  /* @cpus 0: the host's */
	unsigned long long stack;  /* bytes of a kernel stack, or 0 */
	unsigned int nr_distances; /* 0, or @nodes squared: row by row */
	unsigned char distances[PORT_MAX_NODES * PORT_MAX_NODES];
	/* Caches to check, as slab_debug= has them, and lists of caches; or NULL. */
	const char *debug, *harden, *randomize, *init_on_alloc, *init_on_free;
	const char *devices; /* register blocks, as docs/devices.md has them; or NULL */
	bool quiet_boot;     /* the machine itself says nothing as it comes up */
	bool no_grouping, mem_profiling, device_log, stacks, fast, quiet, advise, access, uninit;
	unsigned int guard_sample; /* every so many objects are guarded; 0: none */
};

/** machine_start - boot it. Return: an exit code; on failure after a message. */
int machine_start(const struct machine_options *options);
void machine_stop(void);
/**
 * machine_show - print the file @name of /proc, of a node, or of an object cache, as it stands.
 * Return: an exit code; on failure after a message.
 */
int machine_show(const char *name);
/** machine_show_stacks - print how deep each entry point of modules used its stack. */
int machine_show_stacks(void);
/** machine_can_uninit - can it be followed in this build what modules have written? */
bool machine_can_uninit(void);
/** machine_can_access - can accesses of memory be checked in this build? */
bool machine_can_access(void);
/** machine_can_show - is there a file of this name, on a machine that has node @nid? */
bool machine_can_show(const char *name, unsigned int *nid);
/** machine_files - names of all of them, with commas. */
const char *machine_files(void);

/** struct device_complaint - what is wrong with a declaration of devices, and in which line. */
struct device_complaint {
	unsigned int line;
	char what[160];
};

/** machine_can_have_devices - can @text be read as one?  If not, @complaint says why. */
bool machine_can_have_devices(const char *text, struct device_complaint *complaint);

/* ---- number.c -------------------------------------------------------------------------------- */

/**
 * number_parse - @text, the value of --@name, as a number from 1 on.
 * Return: an exit code; after a message.
 */
int number_parse(const char *name, const char *text, unsigned int *number);

/* ---- devices.c: register blocks -------------------------------------------------------------- */

/**
 * devices_add - the text of a --device, devices_add_file() - the file of a --devices.
 * Return: an exit code; on failure after a message.
 */
int devices_add(const char *text);
int devices_add_file(const char *path);
/** devices_text - all of them, NULL where there are none; stays until the command ends. */
const char *devices_text(void);

/* ---- advise.c: advice after the run ---------------------------------------------------------- */

/** advice_option - it is wanted, as text, or as JSON in @file. */
void advice_option(const char *file);
/** advice_check - make @options fit. Return: an exit code; after a message. */
int advice_check(struct machine_options *options);
/** advice_give - print what is wanted; modules are gone. Return: an exit code; after a message. */
int advice_give(void);

/* ---- setting.c: the machine's knobs ---------------------------------------------------------- */

/** setting_check - is @word a NAME=VALUE of a knob? Return: an exit code; after a message. */
int setting_check(const char *word);
/**
 * setting_apply - set it in the machine that runs.
 * @actions: do it if it has something done; if it is a setting otherwise.
 * Return: an exit code; after a message.
 */
int setting_apply(const char *word, bool actions);

/** machine_last_irq - the highest number of an interrupt. */
unsigned int machine_last_irq(void);
/** machine_raise - raise interrupt @irq. Return: 0; -ENOENT: it is nobody's; -EAGAIN: disabled. */
int machine_raise(unsigned int irq);
/** machine_settle - wait until what interrupts have left for later is done. */
void machine_settle(void);
void machine_sleep(unsigned int ms);
/** machine_time_ms - milliseconds of the machine's own time since some moment. */
unsigned long machine_time_ms(void);
/**
 * machine_set_end - call @end, which does not return, where threads cannot go on (--seed).
 * @endless: they could, but would for ever.
 */
void machine_set_end(void (*end)(bool endless));

/** machine_mistakes - how many were reported since the start; @prove: look for broken lists too. */
unsigned long machine_mistakes(bool prove);

#endif
