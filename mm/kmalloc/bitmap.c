// SPDX-License-Identifier: MIT
/* Bitmaps whose size is known only at run time. */
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <mm/kmalloc/kmalloc.h>

/**
 * bitmap_alloc_node - memory for @nbits bits, on a node.
 * Return: the bitmap, with bits of any value; NULL where memory runs out.
 * Context: as kmalloc().
 */
unsigned long *bitmap_alloc_node(unsigned int nbits, gfp_t flags, int node)
{
	return kmalloc_array_node(BITS_TO_LONGS(nbits), sizeof(unsigned long), flags, node);
}
EXPORT_SYMBOL(bitmap_alloc_node);

/** bitmap_zalloc_node - bitmap_alloc_node() with all bits 0. */
unsigned long *bitmap_zalloc_node(unsigned int nbits, gfp_t flags, int node)
{
	return bitmap_alloc_node(nbits, flags | __GFP_ZERO, node);
}
EXPORT_SYMBOL(bitmap_zalloc_node);

/** bitmap_alloc - bitmap_alloc_node() on any node. */
unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags)
{
	return bitmap_alloc_node(nbits, flags, NUMA_NO_NODE);
}
EXPORT_SYMBOL(bitmap_alloc);

/** bitmap_zalloc - bitmap_zalloc_node() on any node. */
unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags)
{
	return bitmap_zalloc_node(nbits, flags, NUMA_NO_NODE);
}
EXPORT_SYMBOL(bitmap_zalloc);

/** bitmap_free - give a bitmap of this family back; NULL is fine. */
void bitmap_free(const unsigned long *bitmap)
{
	kfree(bitmap);
}
EXPORT_SYMBOL(bitmap_free);
