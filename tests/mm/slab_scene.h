/* SPDX-License-Identifier: MIT */
/*
 * A cache where a mistake is made, caches that it must not touch, and what is said of it, word by
 * word.  Texts are compared after scene_words(), which puts names in place of what is never the
 * same:
 *
 *	object+104	an address in the slab, as the distance from the object
 *	page		the slab's struct page
 *	nowhere, code	NULL, and any other address
 *	all, all-1	as many objects as the slab has, and one less
 *	(calls)		who found it: CPU, task and calls
 */
#ifndef TESTS_MM_SLAB_SCENE_H
#define TESTS_MM_SLAB_SCENE_H

#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>

#define SIZE	      100
#define NR_BYSTANDERS 40
#define ALL_FLAGS     (SLAB_DEBUG_FLAGS & ~SLAB_TRACE)

/**
 * struct scene - one cache where the mistake is made, and others with objects nobody may touch.
 * @object: of @s, the only one in use; it is filled with 0x5c.
 * @at: its distance from the start of its slab.
 */
struct scene {
	struct kmem_cache *s, *plain, *like;
	void *bystanders[2][NR_BYSTANDERS];
	char *object;
	u32 at;
};

/** scene_set - caches, @s with @flags; a failure ends the test. */
struct scene scene_set(struct kunit *test, slab_flags_t flags);

/** scene_take - an object of @s; a failure ends the test. */
char *scene_take(struct kunit *test, struct kmem_cache *s);

/**
 * scene_take_the_others - the rest of the slab, so that an object which is freed is alone in its
 * list.  Return: s->objects - 1 of them.
 */
void **scene_take_the_others(struct kunit *test, struct scene *c);

/** scene_expect_sound - all is as it was, and caches work as ever; they end. */
void scene_expect_sound(struct kunit *test, struct scene *c);

/** scene_words - @text with names for what differs from run to run; valid until the next. */
const char *scene_words(const char *text, const struct scene *c);

/** scene_expect_text - fail with the first line in which @text and the @nr @parts differ. */
void scene_expect_text(struct kunit *test, const char *text, const char *const *parts,
		       unsigned int nr);

/** EXPECT_WORDS() - @statement makes one report, in the words that the rest says. */
#define EXPECT_WORDS(test, c, statement, ...)                                    \
	do {                                                                     \
		static const char *const __parts[] = { __VA_ARGS__ };            \
		unsigned long __before = report_count;                           \
                                                                                 \
		kunit_expect_reports(test, 1);                                   \
		capture_start();                                                 \
		statement;                                                       \
		scene_expect_text(test, scene_words(capture_stop(), c), __parts, \
				  ARRAY_SIZE(__parts));                          \
		KUNIT_EXPECT_EQ(test, report_count, __before + 1);               \
	} while (0)

/* ---- where things are ------------------------------------------------------------------------ */

/*
 * An object of SIZE bytes with all checks: the zone that fills its last word, the link, two records
 * of who took and freed it, padding, and the zone in front of the next one.  Records are of words.
 */
#ifdef CONFIG_64BIT
#define AT_PADDING   "object+352"
#define NEXT	     "object+368"
#define NEXT_BUT_ONE "object+736"
#else
#define AT_PADDING   "object+256"
#define NEXT	     "object+272"
#define NEXT_BUT_ONE "object+544"
#endif

/* ---- parts of the text ----------------------------------------------------------------------- */

#define RULE(c)		    c c c c c c c c c c
#define DOUBLE_LINE	    RULE("=======") "=======\n"
#define LINE		    RULE("-------") "-------\n"
#define HEADER(what, state) DOUBLE_LINE "BUG checked (" state "): " what "\n" LINE "\n"
#define CLEAN		    "Not tainted"
#define TAINTED		    "Tainted: G    B             "

#define ROW(what, at, bytes, chars) what at ": " bytes " " chars "\n"
#define B4(b)			    b b b b
#define B8(b)			    B4(b) B4(b)
#define B16(b)			    B8(b) B8(b)
#define GAP_8			    "                        "
#define GAP_12			    GAP_8 "            "

#define SEVEN_ROWS(b, c, first, last) first MIDDLE_ROWS(B16(b), B16(c)) last
#define MIDDLE_ROWS(b, c)                   \
	ROW("Object   ", "object+16", b, c) \
	ROW("Object   ", "object+32", b, c) \
	ROW("Object   ", "object+48", b, c) \
	ROW("Object   ", "object+64", b, c) \
	ROW("Object   ", "object+80", b, c)

#define FIRST_ROW(b, c)	   ROW("Object   ", "object", B16(b), B16(c))
#define LAST_ROW(bytes, c) ROW("Object   ", "object+96", bytes GAP_12, c)

#define LIVE_BYTES SEVEN_ROWS("5c ", "\\", FIRST_ROW("5c ", "\\"), LAST_ROW(B4("5c "), B4("\\")))
#define FREE_BYTES SEVEN_ROWS("6b ", "k", FIRST_ROW("6b ", "k"), LAST_ROW("6b 6b 6b a5 ", "kkk."))

#define LEFT(bytes, c)	ROW("Redzone  ", "object-8", bytes GAP_8, c)
#define RIGHT(bytes, c) ROW("Redzone  ", "object+100", bytes GAP_12, c)
#define LIVE_LEFT	LEFT(B8("cc "), B8("."))
#define LIVE_RIGHT	RIGHT(B4("cc "), B4("."))
#define FREE_LEFT	LEFT(B8("bb "), B8("."))
#define FREE_RIGHT	RIGHT(B4("bb "), B4("."))
#define PADDING		ROW("Padding  ", AT_PADDING, B8("5a ") GAP_8, B8("Z"))

/* The object is the first of its slab; the others are free, and linked in order. */
#define SLAB(used, fp) "Slab page objects=all used=" #used " fp=" fp " flags(slab|live)\n"
#define OBJECT(fp)     "Object object @offset=object fp=" fp "\n\n"
#define ALLOCATED      "Allocated in code age cpu pid\n"
#define FREED	       "Freed in code age cpu pid\n"
#define CALLS	       "(calls)\n"
#define FIX	       "FIX checked: "

#endif
