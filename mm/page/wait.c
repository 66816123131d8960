// SPDX-License-Identifier: MIT
/*
 * Waiting for pages.
 *
 * Who may wait, and has nothing left to try, sleeps until pages come back to a zone.  Those that
 * give pages back look at one word, and do more only when someone waits.
 */
#include <linux/kernel.h>
#include <mm/page/page.h>

u32 page_waiters;

/* Changes with each time that pages came back while someone waited. */
static u32 page_returns;

void page_wait_for_free(u64 timeout_ns)
{
	u32 seen;

	__atomic_fetch_add(&page_waiters, 1, __ATOMIC_SEQ_CST);
	seen = __atomic_load_n(&page_returns, __ATOMIC_SEQ_CST);
	port_wait(&page_returns, seen, timeout_ns);
	__atomic_fetch_sub(&page_waiters, 1, __ATOMIC_SEQ_CST);
}

void page_wait_wake_slow(void)
{
	__atomic_fetch_add(&page_returns, 1, __ATOMIC_SEQ_CST);
	port_wake(&page_returns, ~0u);
}
