/* SPDX-License-Identifier: MIT */
/*
 * Loading modules: the seam between the kernel's world and the host's.
 *
 * One side includes <linux/...> headers, the other the C library's, and the two cannot meet in a
 * file: this header is plain C, and both include it.
 *
 *   the command ── module_insert() ──> loader.c ── image_*() ──> loader_image.c   file, dlopen
 *                  module_remove()        │    ── guard_call() ─> loader_guard.c  crashes
 *                                         └──> params.c
 *   %pS, reports ────────────────────> kallsyms.c ── symbol_*() ─> kallsyms_dwarf.c libdw
 *
 * All functions return 0 or a negative errno of Linux unless they say otherwise.
 */
#ifndef KERNEL_LOADER_H
#define KERNEL_LOADER_H

/* ---- loader.c: the life of a module ---------------------------------------------------------- */

/**
 * struct module_result - what came of an insertion or a removal.
 * @name: the module's name, once it is known.
 * @stage: where it ended, for the words the user reads.
 * @tests_failed: failed cases of the module's own KUnit suites.
 */
enum module_stage {
	MODULE_STAGE_FORMAT,	/* not a module, or of another Ashlar; see image_reason() */
	MODULE_STAGE_EXISTS,	/* one of this name is loaded */
	MODULE_STAGE_SYMBOLS,	/* symbols are missing */
	MODULE_STAGE_ACCESS,	/* it is instrumented, and nobody checks accesses */
	MODULE_STAGE_MEMORY,	/* no memory for it */
	MODULE_STAGE_PARAMS,	/* a parameter was refused */
	MODULE_STAGE_INIT,	/* its init function returned an error */
	MODULE_STAGE_CRASH,	/* it crashed and was abandoned */
	MODULE_STAGE_IN_USE,	/* it has users, so it stays */
	MODULE_STAGE_PERMANENT, /* it has no exit function, so it stays */
	MODULE_STAGE_DONE,
};

struct module_result {
	char name[64];
	enum module_stage stage;
	unsigned long tests_failed;
};

/** loader_init - no module is loaded; forget those of an earlier machine. */
void loader_init(void);

/**
 * module_insert - load the module in @path and run its init function.
 * @path: a .ko file.
 * @args: parameters, "name=value ..."; not changed.
 *
 * Return: 0 with @result->stage DONE, or a negative errno with @result->stage saying where.
 */
int module_insert(const char *path, const char *args, struct module_result *result);

/** modules_run_threads - does a kernel thread run a function of a module? */
_Bool modules_run_threads(void);

/** module_remove - run its exit function and unload it. */
int module_remove(const char *name, struct module_result *result);

/**
 * struct module_watcher - someone who wants to know of modules coming and leaving.
 * @came: the module of this name, which has not run yet, has its code and data in [@start, @end).
 * @gone: the module of this name, with code and data in [@start, @end), gave back all it will;
 * its addresses can still be named.
 */
struct module_watcher {
	void (*came)(const char *name, unsigned long start, unsigned long end);
	void (*gone)(const char *name, unsigned long start, unsigned long end);
};
extern const struct module_watcher *module_watcher;

/**
 * struct module_access - who checks what instrumented modules access (check/access/).
 * @prefix: what names begin with that modules call which ask it.
 * @only: it knows nothing of the others, which are refused.
 * @bind: the address to bind @name to instead of @value, which is exported; 0: that one.
 * @mapped: a module was mapped to [@start, @end); nothing of it has run, and no symbol is bound.
 * @gone: it is about to be unmapped.
 * @stack: nobody is on the stack [@low, @high).
 */
struct module_access {
	const char *prefix;
	_Bool only;
	unsigned long (*bind)(const char *name, unsigned long value);
	void (*mapped)(unsigned long start, unsigned long end);
	void (*gone)(unsigned long start, unsigned long end);
	void (*stack)(unsigned long low, unsigned long high);
};
/* NULL: instrumented modules are refused.  Set while none is loaded. */
extern const struct module_access *module_access;

/** loader_vermagic - what a module must say that it was built for: see linux/vermagic.h. */
extern const char loader_vermagic[];

/**
 * loader_is_stuck - the machine can neither be used nor be taken down any more: something crashed
 * below a module, perhaps with locks held, or a thread runs in a module that was removed.
 */
_Bool loader_is_stuck(void);

/**
 * loader_stuck_end - called where a module's code in the background (a thread, a handler, a work)
 * has made the machine stuck, so that who waits for it waits for ever.  NULL: let them.
 * Context: the thread that it was in; may return, or not.
 */
extern void (*loader_stuck_end)(void);

/* ---- loader_tests.c: the tests that modules have --------------------------------------------- */

/** loader_hold_tests - do not run tests as modules come, but by module_run_tests(). */
void loader_hold_tests(_Bool hold);

/**
 * struct module_tests - the KUnit suites of all modules that are loaded, as one run.
 * @filter: "suite" or "suite.case" with * and ?, or NULL for all.
 * @list: only print what would run.
 * @total, @failed: what came of it, or was listed.
 */
struct module_tests {
	const char *filter;
	_Bool list;
	unsigned long total, failed;
};

/** module_run_tests - Return: 0 or -ENOMEM. */
int module_run_tests(struct module_tests *tests);

/* ---- loader_image.c: the file ---------------------------------------------------------------- */

struct image;

/** struct image_part - a section as it lies in memory; @size 0: there is none. */
struct image_part {
	void *start;
	unsigned long size, align;
};

/**
 * image_open - read a module file and check that it is one.
 * Return: 0, -ENOENT and kin when it cannot be read, -ENOEXEC when it is not a module for this
 * program; image_reason() then has one line that says why.
 */
int image_open(const char *path, struct image **image);
/** image_close - forget it; unmaps it when it was mapped. */
void image_close(struct image *image);
/** image_reason - why the last image_*() call failed. */
const char *image_reason(void);

/** image_name - the module's name; image_path - the file's. */
const char *image_name(const struct image *image);
const char *image_path(const struct image *image);
/** image_info - the text behind "@tag=" in .modinfo, or NULL. */
const char *image_info(const struct image *image, const char *tag);
/** image_info_at - the @i-th "tag=text" in .modinfo, NULL past the last. */
const char *image_info_at(const struct image *image, unsigned int i);
/** image_needs - the name of the @i-th symbol it takes from outside, NULL past the last. */
const char *image_needs(const struct image *image, unsigned int i);
/** image_exports - the name of the @i-th symbol it exports, NULL past the last. */
const char *image_exports(const struct image *image, unsigned int i);

/** image_map - bring it into memory; symbols from outside are still to be bound. */
int image_map(struct image *image);
/** image_bounds - where it lies. */
void image_bounds(const struct image *image, unsigned long *start, unsigned long *end);
/** image_is_code - is @addr in its code? */
_Bool image_is_code(const struct image *image, unsigned long addr);
/** image_data - where its @i-th piece that can be written to lies; size 0 past the last. */
struct image_part image_data(const struct image *image, unsigned int i);
/** image_section - where the section @name lies. */
struct image_part image_section(const struct image *image, const char *name);
/** image_symbol - the address of its global symbol @name, or NULL. */
void *image_symbol(const struct image *image, const char *name);
/**
 * image_bind - fill in the addresses of symbols from outside.
 * @resolve: a symbol's address; 0 when there is none, which a weak symbol may be.
 */
int image_bind(struct image *image, unsigned long (*resolve)(const char *name, void *arg),
	       void *arg);

/* ---- loader_guard.c: crashes ----------------------------------------------------------------- */

enum crash_kind {
	CRASH_FAULT,
	CRASH_PROTECTION,
	CRASH_STACK,
	CRASH_DIVIDE,
	CRASH_OPCODE,
	CRASH_BUS,
	CRASH_PANIC,
	CRASH_HANG, /* nothing crashed: the world below asked to come back (SIGXCPU) */
};

#define CRASH_FRAMES 32
#define CRASH_FRAMES_INNER \
	24		   /* a chain that is longer keeps these, and the rest at its outer end */
#define CRASH_REGISTERS 31 /* of the processor that has the most */

struct port_stack;

/**
 * struct crash - a fault of the processor, as it was caught.
 * @address: the address that could not be accessed (CRASH_FAULT, CRASH_STACK, CRASH_BUS).
 * @ip, @sp, @bp: registers; @regs: all of them, in an order that kernel/processor.h knows.
 * @frames: return addresses from the fault outward, the innermost first; @nr_frames of them.
 * @nr_left_out: how many more there were behind the first CRASH_FRAMES_INNER.
 * @stack: the stack that the thread was on, and @outer_stack: that of the guarded call's caller;
 *	NULL: the thread's own.
 */
struct crash {
	enum crash_kind kind;
	unsigned long address;
	_Bool write, fetch, present;
	unsigned long ip, sp, bp, flags;
	unsigned long regs[CRASH_REGISTERS];
	unsigned long frames[CRASH_FRAMES];
	unsigned int nr_frames, nr_left_out;
	const struct port_stack *stack, *outer_stack;
};

/**
 * guard_call - call @fn(@arg) so that a crash in it ends only this call.
 * Nothing that @fn was in the middle of is undone; the thread is on the stack again that it was on.
 * Return: NULL, or the crash: a record of the thread's, good until the next.
 * Context: may nest.
 */
const struct crash *guard_call(void (*fn)(void *arg), void *arg);

/** crash_watcher - told of each crash while it is reported, behind the headline; NULL: nobody. */
extern void (*crash_watcher)(const struct crash *crash);

/**
 * guard_ruined - called where a crash cannot even be left, because the stack is destroyed.
 * Runs as a signal handler, and does not return.  NULL: the process dies of the signal.
 */
extern void (*guard_ruined)(void);

/**
 * guard_absorb - called at a fault of memory: true lets what was interrupted go on.  NULL: none do.
 * Context: that of a signal, on its stack; locks may be held that the code at @crash->ip took.
 */
extern _Bool (*guard_absorb)(const struct crash *crash);

/** guard_leave - the calling thread is about to end, perhaps by a jump out of a guarded call. */
void guard_leave(void);

/**
 * guard_thread - run the function of a kernel thread, on its kernel stack; a crash is told of.
 * Return: what it returned, or -EFAULT.
 */
int guard_thread(int (*fn)(void *data), void *data);

/** guard_function - the same for a function that the core calls in some other thread. */
int guard_function(int (*fn)(void *data), void *data);

/* ---- kallsyms_dwarf.c: names of addresses ---------------------------------------------------- */

/** kallsyms_init - let %pS and its kin print names; kallsyms_exit - numbers again. */
void kallsyms_init(void);
void kallsyms_exit(void);

/** struct symbol - what holds an address. */
struct symbol {
	char name[128];
	unsigned long start, size;
};

/** struct source_line - the line of source behind an address, and the function it is in. */
struct source_line {
	char file[256];
	char function[128];
	int line;
};

_Bool symbol_find(unsigned long addr, struct symbol *symbol);
/** symbol_address - address of a symbol of the program, or 0. */
unsigned long symbol_address(const char *name);
/**
 * symbol_line - the source line of an instruction.
 * Where that is inlined from a header of the kernel's API, the line that called it.
 */
_Bool symbol_line(unsigned long addr, struct source_line *line);
/** symbols_changed - the program's set of objects is another; forget what was read. */
void symbols_changed(void);
/** kallsyms_changed - the same for any thread, while others may be asking. */
void kallsyms_changed(void);

#endif
