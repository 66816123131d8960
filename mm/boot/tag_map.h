/* SPDX-License-Identifier: MIT */
/*
 * The tag map: which call site took a piece of memory last.  tag_map.c is the theory.
 */
#ifndef MM_BOOT_TAG_MAP_H
#define MM_BOOT_TAG_MAP_H

#include <linux/alloc_tag.h>
#include <linux/mm_types.h>
#include <asm/page.h>
#include <port/port.h>

/* Objects of a machine that profiles are this long at least, or two would share an entry. */
#define TAG_GRANULE_SHIFT 4
#define TAG_GRANULE	  (1u << TAG_GRANULE_SHIFT)

/* Numbers of call sites that are none; real ones follow, up to TAG_INDEXES. */
#define TAG_NONE    0u /* calls that do not say where they are from */
#define TAG_OTHER   1u /* call sites for which no number was left */
#define TAG_FIRST   2u
#define TAG_INDEXES (1u << 16)

/* By address >> TAG_GRANULE_SHIFT, and by frame; NULL in a machine that does not profile. */
extern u16 *tag_map_by_address;
extern u16 *tag_map_by_frame;

/** tag_map_init - make the map if the machine is to profile. Return: 0, or -errno. */
int tag_map_init(void);
void tag_map_exit(void);

static inline bool tag_map_on(void)
{
	return unlikely(tag_map_by_frame);
}

/* The site whose call the thread is in. */
static inline u32 tag_map_current(void)
{
	const struct alloc_tag *tag = port_self()->alloc_tag;

	return tag ? READ_ONCE(tag->index) : TAG_NONE;
}

/* Entries belong to the owner of the memory; who reads the map while it changes reads either. */
static inline void tag_map_set_object(const void *object, u32 index)
{
	WRITE_ONCE(tag_map_by_address[(unsigned long)object >> TAG_GRANULE_SHIFT], (u16)index);
}

static inline u32 tag_map_of_object(const void *object)
{
	return READ_ONCE(tag_map_by_address[(unsigned long)object >> TAG_GRANULE_SHIFT]);
}

static inline void tag_map_set_page(const struct page *page, u32 index)
{
	WRITE_ONCE(tag_map_by_frame[page_to_pfn(page)], (u16)index);
}

static inline u32 tag_map_of_page(const struct page *page)
{
	return READ_ONCE(tag_map_by_frame[page_to_pfn(page)]);
}

/* ---- what allocators say on their slow ways; the fast ones have forms that take the tag ------ */

/** tag_map_note_object - @object, which may be NULL, was given to whom the thread calls for. */
static inline void tag_map_note_object(const void *object)
{
	if (tag_map_on() && object)
		tag_map_set_object(object, tag_map_current());
}

static inline void tag_map_note_objects(void *const *objects, size_t n)
{
	u32 index;

	if (!tag_map_on())
		return;
	index = tag_map_current();
	for (size_t i = 0; i < n; i++)
		tag_map_set_object(objects[i], index);
}

/** tag_map_disown_object - the core took @object for itself. */
static inline void tag_map_disown_object(const void *object)
{
	if (tag_map_on() && object)
		tag_map_set_object(object, TAG_NONE);
}

/** tag_map_note_page - the same for a block of pages, by its first. */
static inline void tag_map_note_page(const struct page *page)
{
	if (tag_map_on() && page)
		tag_map_set_page(page, tag_map_current());
}

static inline void tag_map_disown_page(const struct page *page)
{
	if (tag_map_on())
		tag_map_set_page(page, TAG_NONE);
}

/** tag_map_copy_page - @to is the same memory of the same owner as @from. */
static inline void tag_map_copy_page(const struct page *to, const struct page *from)
{
	if (tag_map_on())
		tag_map_set_page(to, tag_map_of_page(from));
}

/** tag_map_give - a fast way gave @object to @tag. */
static __always_inline void tag_map_give(const void *object, const struct alloc_tag *tag)
{
	u16 *map = READ_ONCE(tag_map_by_address);

	if (map)
		WRITE_ONCE(map[(unsigned long)object >> TAG_GRANULE_SHIFT],
			   (u16)READ_ONCE(tag->index));
}

static __always_inline void tag_map_give_page(const struct page *page, const struct alloc_tag *tag)
{
	u16 *map = READ_ONCE(tag_map_by_frame);

	if (map)
		WRITE_ONCE(map[page_to_pfn(page)], (u16)READ_ONCE(tag->index));
}

#endif
