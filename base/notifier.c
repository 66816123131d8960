// SPDX-License-Identifier: MIT
/* Notifier chains: linux/notifier.h. */
#include <linux/export.h>
#include <linux/notifier.h>

/**
 * raw_notifier_chain_register - @nb hears of what @chain is about from now on.
 * Context: nobody else changes or calls the chain meanwhile.
 * Return: 0, or -EEXIST where it is in the chain already.
 */
int raw_notifier_chain_register(struct raw_notifier_head *chain, struct notifier_block *nb)
{
	struct notifier_block **at, **place = NULL;

	for (at = &chain->head; *at; at = &(*at)->next) {
		if (*at == nb)
			return -EEXIST;
		if (!place && (*at)->priority < nb->priority)
			place = at;
	}
	if (!place)
		place = at;
	nb->next = *place;
	*place = nb;
	return 0;
}
EXPORT_SYMBOL(raw_notifier_chain_register);

/**
 * raw_notifier_chain_unregister - @nb hears no more of it.
 * Context: nobody else changes or calls the chain meanwhile.
 * Return: 0, or -ENOENT where it is not in the chain.
 */
int raw_notifier_chain_unregister(struct raw_notifier_head *chain, struct notifier_block *nb)
{
	for (struct notifier_block **at = &chain->head; *at; at = &(*at)->next)
		if (*at == nb) {
			*at = nb->next;
			return 0;
		}
	return -ENOENT;
}
EXPORT_SYMBOL(raw_notifier_chain_unregister);

/**
 * raw_notifier_call_chain - tell everyone, until one says stop.
 * Context: nobody changes the chain meanwhile; a callback may take itself out.
 * Return: what the last one returned, NOTIFY_DONE where there is none.
 */
int raw_notifier_call_chain(struct raw_notifier_head *chain, unsigned long action, void *data)
{
	int ret = NOTIFY_DONE;

	for (struct notifier_block *nb = chain->head, *next; nb; nb = next) {
		next = nb->next;
		ret = nb->notifier_call(nb, action, data);
		if (ret & NOTIFY_STOP_MASK)
			break;
	}
	return ret;
}
EXPORT_SYMBOL(raw_notifier_call_chain);
