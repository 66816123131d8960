// SPDX-License-Identifier: MIT
/* Of 6.3 and later: the form that may sleep says so, and a cache waits for what was promised. */
#include <linux/cleanup.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct session {
	u32 id;
	char name[20];
	struct rcu_head rcu;
};

static struct session __rcu *newest;
static struct kmem_cache *sessions;
static int closed;

static struct session *open_session(u32 id)
{
	struct session *s = kmem_cache_zalloc(sessions, GFP_KERNEL);

	if (s)
		s->id = id;
	return s;
}

static void note_closed(struct rcu_head *head)
{
	closed++;
	kmem_cache_free(sessions, container_of(head, struct session, rcu));
}

static u32 newest_id(void)
{
	guard(rcu)();
	return rcu_dereference(newest)->id;
}

static int __init sessions_init(void)
{
	struct rcu_gp_oldstate state;
	struct session *s, *old;
	u32 id;

	sessions = KMEM_CACHE(session, SLAB_NO_MERGE);
	if (!sessions)
		return -ENOMEM;
	for (id = 1; id <= 1500; id++) {
		s = open_session(id);
		if (!s)
			return -ENOMEM;
		old = unrcu_pointer(xchg(&newest, RCU_INITIALIZER(s)));
		if (id % 2)
			kfree_rcu(old, rcu);
		else
			kfree_rcu_mightsleep(old);
	}
	kvfree_rcu_mightsleep(vmalloc(100000));
	pr_info("sessions: the newest is %u\n", newest_id());
	start_poll_synchronize_rcu_full(&state);
	synchronize_rcu_expedited();
	pr_info("sessions: polled %d\n", poll_state_synchronize_rcu_full(&state));
	s = open_session(0);
	if (s)
		call_rcu_hurry(&s->rcu, note_closed);
	return 0;
}

static void __exit sessions_exit(void)
{
	struct session *old = unrcu_pointer(xchg(&newest, NULL));

	kfree_rcu(old, rcu);
	rcu_barrier();
	pr_info("sessions: %d closed by hand\n", closed);
	kmem_cache_destroy(sessions);
}

module_init(sessions_init);
module_exit(sessions_exit);
MODULE_LICENSE("GPL");
