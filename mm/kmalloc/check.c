// SPDX-License-Identifier: MIT
/* Proof that every size finds its class: the table, the classes and the promise of alignment. */
#include <linux/kernel.h>
#include <mm/kmalloc/kmalloc.h>

static int check_class(enum kmalloc_cache_type type, unsigned int index)
{
	struct kmem_cache *s = kmalloc_caches[type][index];
	int broken = 0;

	if (!s) {
		pr_err("kmalloc_check: class %u of family %d has no cache\n", index, type);
		return 1;
	}
	if (kmalloc_index(s->object_size) != index) {
		pr_err("kmalloc_check: %s is not where its size leads\n", s->name);
		broken++;
	}
	if (!(s->object_size & (s->object_size - 1)) && s->align < s->object_size) {
		pr_err("kmalloc_check: %s is not aligned to its size\n", s->name);
		broken++;
	}
	return broken;
}

/** kmalloc_check - prove the size classes. Return: how many invariants are broken. */
int kmalloc_check(void)
{
	int broken = 0;

	for (unsigned int type = 0; type < NR_KMALLOC_TYPES; type++)
		for (unsigned int index = 1; index <= KMALLOC_SHIFT_HIGH; index++)
			broken += check_class((enum kmalloc_cache_type)type, index);
	for (size_t size = 1; size <= KMALLOC_MAX_CACHE_SIZE; size++) {
		size_t room = kmalloc_size_roundup(size);

		if (room < size || (room >= 2 * size && room > KMALLOC_MIN_SIZE)) {
			pr_err("kmalloc_check: %zu bytes get %zu\n", size, room);
			broken++;
		}
	}
	return broken;
}
