/* SPDX-License-Identifier: MIT */
/*
 * Out of memory: a request that ought not to fail, and nothing left to reclaim.
 *
 * First those are told who may have a last store (register_oom_notifier()); if they free anything,
 * the request goes on.  Then a policy decides.  The usual one reports, and kills the largest of
 * the programs in the machine; where there are none, as in a process of the host, the request
 * fails.  vm.panic_on_oom makes it end the machine.
 */
#ifndef _LINUX_OOM_H
#define _LINUX_OOM_H

#include <linux/notifier.h>
#include <linux/nodemask.h>
#include <linux/types.h>

#define OOM_SCORE_ADJ_MIN (-1000)
#define OOM_SCORE_ADJ_MAX 1000

/**
 * struct oom_control - the request that cannot be met.
 * @gfp_mask: its flags; @order: of the block.
 * @nodemask: the nodes it may use, or NULL for all.
 */
struct oom_control {
	const nodemask_t *nodemask;
	gfp_t gfp_mask;
	int order;
};

/**
 * register_oom_notifier - be told when memory runs out.
 * @nb: its callback gets a pointer to an unsigned long, to which it adds the pages it has freed.
 *
 * Callbacks are called one at a time; what they allocate may use all reserves and reclaims nothing.
 * Return: 0, or -EEXIST.
 * Context: may sleep; callbacks may call both.
 */
int register_oom_notifier(struct notifier_block *nb);
/** unregister_oom_notifier - when it returns, @nb's callback is not running. Return: 0, -ENOENT. */
int unregister_oom_notifier(struct notifier_block *nb);

/* ---- Ashlar's own ---------------------------------------------------------------------------- */

enum oom_decision {
	OOM_FAIL,  /* the request gets nothing; it is reported unless it has __GFP_NOWARN */
	OOM_RETRY, /* there is more now: it is tried again */
	OOM_PANIC, /* report, and stop the machine */
};

/**
 * struct oom_policy - who decides.
 * @name: for messages.
 * @decide: may sleep; what it allocates may use all reserves.
 */
struct oom_policy {
	const char *name;
	enum oom_decision (*decide)(const struct oom_control *oc);
};

/**
 * oom_set_policy - have @policy decide from now on; NULL: the usual one, OOM_FAIL.
 * Return: the one before, or NULL.
 * Context: may sleep; no decision is being made any more by the one before when it returns.
 */
const struct oom_policy *oom_set_policy(const struct oom_policy *policy);

#endif
