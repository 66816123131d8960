/* SPDX-License-Identifier: MIT */
/* Who runs a script: between run.c and step.c. */
#ifndef CLI_EXEC_BRANCH_H
#define CLI_EXEC_BRANCH_H

#include <linux/types.h>

#include "cli/exec/exec.h"

struct file;
struct task_struct;

#define BRANCH_THINGS 32

/** struct exec_thing - an open file, or a mapping of @count bytes at @addr. */
struct exec_thing {
	char name[EXEC_NAME];
	struct file *file;
	unsigned long addr, count;
};

/**
 * struct exec_branch - a program that runs steps.
 * @name: "" for the script itself; @index: which of several it is, or -1.
 * @parent: whose files it sees, too; it closes only its own.
 * @things: in the order of making; the last file is what steps without a name are about.
 * @buf, @size: user memory for reads and writes; @readonly: a page of it; 0: none yet.
 * @out: lines that were printed, @len bytes of @room; the script itself prints at once.
 * @missed: steps that came to something else than was expected.
 * @stop: nothing more is to be done, a call has crashed.
 */
struct exec_branch {
	char name[EXEC_NAME];
	int index;
	const struct exec_script *script;
	struct exec_branch *parent, *next;
	struct exec_thing things[BRANCH_THINGS];
	unsigned int nr_things;
	unsigned long buf, size, readonly;
	char *out;
	size_t len, room;
	struct task_struct *task;
	unsigned int missed, crashes;
	bool stop, spawned;
	u32 done;
};

/** struct exec_result - what a step came to. @text: bytes that a person reads. */
struct exec_result {
	long long value;
	char *bytes;
	size_t len;
	bool has_bytes, is_text;
};

/** exec_step - do @step, which is no block. */
void exec_step(struct exec_branch *branch, const struct exec_step *step, struct exec_result *r);

/** exec_copy - do a copyin or copyout. Return: bytes, or a negative errno. */
long long exec_copy(const struct exec_step *step);

/** exec_close_all - what a program's end closes and unmaps. */
void exec_close_all(struct exec_branch *branch);

/** exec_branch_find - the branch spawned under this name, or NULL. */
struct exec_branch *exec_branch_find(const char *name);

/** exec_branch_wait - until it is done, at most so long; prints what it has to say. */
bool exec_branch_wait(struct exec_branch *branch, u64 timeout_ns);

#endif
