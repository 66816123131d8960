// SPDX-License-Identifier: MIT
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <base/base.h>
#include <tests/mm/slab_scene.h>

static char words[8192], expected[8192];

/* ---- the same text every time ---------------------------------------------------------------- */

static void put_address(struct textbuf *t, unsigned long value, const struct scene *c)
{
	struct page *page = virt_to_head_page(c->object);
	unsigned long start = (unsigned long)page_address(page), object = (unsigned long)c->object;

	if (!value)
		textbuf_printf(t, "nowhere");
	else if (value == (unsigned long)page)
		textbuf_printf(t, "page");
	else if (value == object)
		textbuf_printf(t, "object");
	else if (value - start < page_size(page))
		textbuf_printf(t, "object%+ld", (long)(value - object));
	else
		textbuf_printf(t, "code");
}

/* A number of objects, by what it is of all. */
static void put_count(struct textbuf *t, long count, const struct scene *c)
{
	long objects = c->s->objects;

	if (count == objects)
		textbuf_printf(t, "all");
	else if (count == objects - 1 || count == objects + 1)
		textbuf_printf(t, "all%+ld", count - objects);
	else
		textbuf_printf(t, "%ld", count);
}

static const char *put_number_behind(struct textbuf *t, const char *line, const struct scene *c)
{
	static const char *const counts[] = { "objects=", "used=",  "objects ", "inuse ",
					      "max ",	  "Found ", "be " };
	size_t len;
	long number;

	for (unsigned int i = 0; i < ARRAY_SIZE(counts); i++) {
		len = strlen(counts[i]);
		if (strncmp(line, counts[i], len) || !isdigit(line[len]))
			continue;
		textbuf_printf(t, "%s", counts[i]);
		number = simple_strtol(line + len, (char **)&line, 10);
		put_count(t, number, c);
		return line;
	}
	len = strlen("@offset=");
	if (strncmp(line, "@offset=", len))
		return NULL;
	textbuf_printf(t, "@offset=");
	number = simple_strtol(line + len, (char **)&line, 10);
	put_address(t, (unsigned long)page_address(virt_to_head_page(c->object)) + number, c);
	return line;
}

/* An address has as many digits as there can be. */
static const char *put_address_at(struct textbuf *t, const char *line, const struct scene *c)
{
	const char *hex = line + 2 * !strncmp(line, "0x", 2);
	unsigned long value = 0;
	size_t n = 0;

	for (; isxdigit(hex[n]); n++)
		value = value << 4 | (unsigned long)hex_to_bin((unsigned char)hex[n]);
	if (n != 2 * sizeof(long))
		return NULL;
	put_address(t, value, c);
	return hex + n;
}

static void put_line(struct textbuf *t, const char *line, const char *end, const struct scene *c)
{
	if (*line == ' ' || !strncmp(line, "CPU: ", 5))
		return;
	if (!strncmp(line, "Call Trace:", 11)) {
		textbuf_printf(t, "(calls)\n");
		return;
	}
	while (line < end) {
		const char *next = put_address_at(t, line, c) ?: put_number_behind(t, line, c);

		if (next) {
			line = next;
		} else if (!strncmp(line, " age=", 5)) {
			textbuf_printf(t, " age cpu pid");
			line = end;
		} else if (!strncmp(line, "flags=0x", 8)) {
			/* The names alone: the rest is where the page is. */
			line = strchr(line, '(');
			textbuf_printf(t, "flags%.*s)", (int)(strstr(line, "|node=") - line), line);
			line = end;
		} else {
			textbuf_putc(t, *line++);
		}
	}
	textbuf_putc(t, '\n');
}

const char *scene_words(const char *text, const struct scene *c)
{
	struct textbuf t;

	textbuf_init(&t, words, sizeof(words));
	while (*text) {
		const char *end = strchrnul(text, '\n');

		put_line(&t, text, end, c);
		text = end + !!*end;
	}
	return words;
}

/* ---- the scene ------------------------------------------------------------------------------- */

static void take_bystanders(struct kunit *test, struct kmem_cache *s, void **objects)
{
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, NR_BYSTANDERS, objects),
			NR_BYSTANDERS);
	for (int i = 0; i < NR_BYSTANDERS; i++)
		mm_test_fill(objects[i], SIZE, i);
}

static void expect_bystanders(struct kunit *test, struct kmem_cache *s, void **objects)
{
	for (int i = 0; i < NR_BYSTANDERS; i++)
		KUNIT_EXPECT_TRUE(test, mm_test_filled(objects[i], SIZE, i));
	kmem_cache_free_bulk(s, NR_BYSTANDERS, objects);
	kmem_cache_destroy(s);
}

char *scene_take(struct kunit *test, struct kmem_cache *s)
{
	char *p = kmem_cache_alloc(s, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

struct scene scene_set(struct kunit *test, slab_flags_t flags)
{
	struct scene c = {};

	c.plain = kmem_cache_create("plain", SIZE, 0, SLAB_NO_MERGE, NULL);
	take_bystanders(test, c.plain, c.bystanders[0]);
	c.like = kmem_cache_create("like it", SIZE, 0, flags | SLAB_NO_MERGE, NULL);
	take_bystanders(test, c.like, c.bystanders[1]);
	c.s = kmem_cache_create("checked", SIZE, 0, flags | SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, c.s);
	c.object = scene_take(test, c.s);
	memset(c.object, 0x5c, SIZE);
	c.at = (u32)(c.object - (char *)page_address(virt_to_head_page(c.object)));
	return c;
}

/* All are sound, and the cache where it happened gives and takes objects as ever. */
void scene_expect_sound(struct kunit *test, struct scene *c)
{
	void *objects[NR_BYSTANDERS];

	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	take_bystanders(test, c->s, objects);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	expect_bystanders(test, c->s, objects);
	expect_bystanders(test, c->plain, c->bystanders[0]);
	expect_bystanders(test, c->like, c->bystanders[1]);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
}

void **scene_take_the_others(struct kunit *test, struct scene *c)
{
	unsigned int nr = c->s->objects - 1;
	void **others = kunit_kcalloc(test, nr, sizeof(*others), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, others);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(c->s, GFP_KERNEL, nr, others), (int)nr);
	return others;
}

/* The first line in which two texts differ is shown, since the whole of them is long. */
static void expect_same(struct kunit *test, const char *text, const char *expected)
{
	for (unsigned int line = 1; *text || *expected; line++) {
		size_t n = (size_t)(strchrnul(text, '\n') - text);
		size_t m = (size_t)(strchrnul(expected, '\n') - expected);

		if (n != m || memcmp(text, expected, n)) {
			KUNIT_FAIL(test, "line %u is\n%.*s\ninstead of\n%.*s", line, (int)n, text,
				   (int)m, expected);
			return;
		}
		text += n + !!text[n];
		expected += m + !!expected[m];
	}
}

void scene_expect_text(struct kunit *test, const char *text, const char *const *parts,
		       unsigned int nr)
{
	struct textbuf t;

	textbuf_init(&t, expected, sizeof(expected));
	for (unsigned int i = 0; i < nr; i++)
		textbuf_printf(&t, "%s", parts[i]);
	expect_same(test, text, expected);
}
