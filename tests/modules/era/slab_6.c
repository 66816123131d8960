// SPDX-License-Identifier: MIT
/* Caches as 6.12 makes them: arguments in a struct, and what may be copied to user space. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/rcupdate.h>

MODULE_LICENSE("GPL");

struct file_like {
	long count;
	union {
		struct rcu_head rcu;
		freeptr_t freeptr;
	};
	char path[40];
};

struct message {
	int type;
	char text[60];
};

static struct kmem_cache *file_cache, *message_cache, *copy_cache, *plain_cache;

static void message_ctor(void *p)
{
	struct message *message = p;

	message->type = 6;
}

static int create(void)
{
	struct kmem_cache_args args = {
		.use_freeptr_offset = true,
		.freeptr_offset = offsetof(struct file_like, freeptr),
	};

	file_cache = kmem_cache_create("file_like", sizeof(struct file_like), &args,
				       SLAB_HWCACHE_ALIGN | SLAB_PANIC | SLAB_ACCOUNT |
					       SLAB_TYPESAFE_BY_RCU);
	message_cache = kmem_cache_create("message", sizeof(struct message),
					  &(struct kmem_cache_args){ .ctor = message_ctor },
					  SLAB_NO_MERGE | SLAB_HWCACHE_ALIGN);
	copy_cache = KMEM_CACHE_USERCOPY(message, SLAB_RECLAIM_ACCOUNT, text);
	plain_cache = kmem_cache_create("plain", 24, NULL, 0);
	return file_cache && message_cache && copy_cache && plain_cache ? 0 : -ENOMEM;
}

static void destroy(void)
{
	kmem_cache_destroy(file_cache);
	kmem_cache_destroy(message_cache);
	kmem_cache_destroy(copy_cache);
	kmem_cache_destroy(plain_cache);
}

static int __init slab_init(void)
{
	struct message *message;
	int err = create();

	if (err) {
		destroy();
		return err;
	}
	message = kmem_cache_alloc(message_cache, GFP_KERNEL);
	if (message)
		pr_info("slab: type %d, aligned %d, %zu bytes\n", message->type,
			IS_ALIGNED((unsigned long)message, 64), ksize(message));
	kmem_cache_free(message_cache, message);
	return 0;
}

static void __exit slab_exit(void)
{
	destroy();
	pr_info("slab: gone\n");
}

module_init(slab_init);
module_exit(slab_exit);
