/* SPDX-License-Identifier: MIT */
/*
 * Notifier chains: who wants to hear of something, by priority.
 *
 * These are the raw ones: whoever has a chain keeps changes of it and calls apart, with a lock of
 * its own kind.
 */
#ifndef _LINUX_NOTIFIER_H
#define _LINUX_NOTIFIER_H

#include <linux/errno.h>
#include <linux/types.h>

struct notifier_block;

/** notifier_fn_t - told of @action; @data is what the chain's owner says it is. */
typedef int (*notifier_fn_t)(struct notifier_block *nb, unsigned long action, void *data);

/**
 * struct notifier_block - one who listens.
 * @notifier_call: what is called; returns NOTIFY_*.
 * @next: the chain's.
 * @priority: higher ones are called first, equal ones in the order in which they came.
 */
struct notifier_block {
	notifier_fn_t notifier_call;
	struct notifier_block *next;
	int priority;
};

struct raw_notifier_head {
	struct notifier_block *head;
};

#define RAW_NOTIFIER_INIT(name) \
	{                       \
		.head = NULL    \
	}
#define RAW_NOTIFIER_HEAD(name)	      struct raw_notifier_head name = RAW_NOTIFIER_INIT(name)
#define RAW_INIT_NOTIFIER_HEAD(chain) ((void)((chain)->head = NULL))

#define NOTIFY_DONE	 0x0000			     /* of no interest */
#define NOTIFY_OK	 0x0001			     /* done */
#define NOTIFY_STOP_MASK 0x8000			     /* and nobody else is told */
#define NOTIFY_BAD	 (NOTIFY_STOP_MASK | 0x0002) /* it must not happen */
#define NOTIFY_STOP	 (NOTIFY_OK | NOTIFY_STOP_MASK)

/* An errno in what a callback returns: 0 is NOTIFY_OK, all others stop the chain. */
static inline int notifier_from_errno(int err)
{
	return err ? NOTIFY_STOP_MASK | (NOTIFY_OK - err) : NOTIFY_OK;
}

static inline int notifier_to_errno(int ret)
{
	ret &= ~NOTIFY_STOP_MASK;
	return ret > NOTIFY_OK ? NOTIFY_OK - ret : 0;
}

int raw_notifier_chain_register(struct raw_notifier_head *chain, struct notifier_block *nb);
int raw_notifier_chain_unregister(struct raw_notifier_head *chain, struct notifier_block *nb);
int raw_notifier_call_chain(struct raw_notifier_head *chain, unsigned long action, void *data);

#endif
