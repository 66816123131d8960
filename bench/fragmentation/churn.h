/* SPDX-License-Identifier: MIT */
/*
 * The churn of a server and what it leaves of large blocks: between the two worlds, so plain C.
 *
 * main.c has the C library, the rest the kernel's headers.
 */
#ifndef BENCH_FRAGMENTATION_CHURN_H
#define BENCH_FRAGMENTATION_CHURN_H

#include <port/types.h>

/**
 * struct churn_config - one run.
 * @memory: of the machine, in bytes.
 * @operations: allocations and frees to make, over all @hours.
 * @grouping: blocks are grouped by migrate type.
 */
struct churn_config {
	u64 seed, memory, operations;
	unsigned int hours;
	bool grouping;
};

/**
 * struct churn_sample - the machine at the end of an hour; pages, or blocks of churn_order().
 * @usable: free pages that lie in free blocks large enough for a block of churn_order().
 * @blocks: how many of these blocks are free.
 * @loose: how many hold nothing but free pages and pages that can be moved.
 * @failed: requests so far that got nothing.
 */
struct churn_sample {
	unsigned int hour;
	u64 operations, managed, free, usable, blocks, loose, failed;
};

/* How the blocks are asked for in the end, one way after the other on the same machine. */
enum churn_way { CHURN_NOWAIT, CHURN_NORETRY, CHURN_RETRY, CHURN_WAYS };

/**
 * struct churn_result - what was there in the end.
 * @trace: a sum over all that was asked for: equal traces asked for the same in the same order.
 * @tries: how many blocks the whole machine has.
 * @free: free pages before the tries of each way; @got: blocks it gave.
 * @migrated: pages that compaction moved; @shrunk: pages and objects the shrinkers gave.
 * @broken: invariants of the machine that do not hold.
 */
struct churn_result {
	u64 trace, operations, tries, migrated, shrunk;
	u64 free[CHURN_WAYS], got[CHURN_WAYS];
	int broken;
};

/**
 * churn_run - boot a machine, let it work, and count the blocks it still gives.
 * @sample: called each hour.
 * Return: 0, or -errno; churn_error() then says why.
 */
int churn_run(const struct churn_config *config, void (*sample)(const struct churn_sample *sample),
	      struct churn_result *result);
const char *churn_error(void);

/** churn_order - the order of the large blocks: that of a page block. */
unsigned int churn_order(void);

/** churn_way_name - the flags of a way, for people. */
const char *churn_way_name(enum churn_way way);

#endif
