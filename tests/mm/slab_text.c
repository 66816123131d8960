// SPDX-License-Identifier: MIT
/* See slab_text.h. */
#include <linux/kernel.h>
#include <linux/string.h>
#include <tests/mm/slab_text.h>

char slab_text[64 * 1024];

void slab_text_begin(struct textbuf *t)
{
	textbuf_init(t, slab_text, sizeof(slab_text));
}

const char *slab_read(struct kunit *test, const char *cache, const char *attribute)
{
	struct textbuf t;

	slab_text_begin(&t);
	KUNIT_EXPECT_EQ_MSG(test, slab_attribute_show(&t, cache, attribute), 0, "%s/%s", cache,
			    attribute);
	KUNIT_EXPECT_FALSE(test, textbuf_is_cut(&t));
	return slab_text;
}

unsigned long slab_number(struct kunit *test, const char *attribute)
{
	unsigned long n = 0;

	KUNIT_EXPECT_EQ(test, sscanf(slab_read(test, SHOWN, attribute), "%lu", &n), 1);
	return n;
}

int slab_write(const char *attribute, const char *value)
{
	return slab_attribute_store(SHOWN, attribute, value, strlen(value));
}

struct kmem_cache *slab_test_cache(struct kunit *test, const char *name, unsigned int size,
				   slab_flags_t flags)
{
	struct kmem_cache *s = kmem_cache_create(name, size, 0, flags, NULL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	return s;
}

void **slab_test_take(struct kunit *test, struct kmem_cache *s, unsigned int nr, int nid)
{
	void **objects = kunit_kzalloc(test, nr * sizeof(*objects), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, objects);
	for (unsigned int i = 0; i < nr; i++) {
		objects[i] = kmem_cache_alloc_node(s, GFP_KERNEL, nid);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
	}
	return objects;
}
