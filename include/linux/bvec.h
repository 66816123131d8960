/* SPDX-License-Identifier: MIT */
/*
 * Pieces of pages, and walking over an array of them.
 *
 * A piece may be longer than a page where pages follow each other; who walks sees it page by page,
 * or whole (the "mp_" forms).  The array is never changed: an iterator says where in it one is.
 */
#ifndef _LINUX_BVEC_H
#define _LINUX_BVEC_H

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/types.h>

/** struct bio_vec - @bv_len bytes from byte @bv_offset of @bv_page on. */
struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
};

/**
 * struct bvec_iter - a place in an array of pieces.
 * @bi_sector: on the device, in units of 512 bytes.
 * @bi_size: bytes to go.
 * @bi_idx: the piece; @bi_bvec_done: bytes of it that are done with.
 */
struct bvec_iter {
	sector_t bi_sector;
	unsigned int bi_size;
	unsigned int bi_idx;
	unsigned int bi_bvec_done;
};

struct bvec_iter_all {
	struct bio_vec bv;
	int idx;
	unsigned int done;
};

/** bvec_set_page, bvec_set_virt - make a piece. */
static inline void bvec_set_page(struct bio_vec *bv, struct page *page, unsigned int len,
				 unsigned int offset)
{
	bv->bv_page = page;
	bv->bv_len = len;
	bv->bv_offset = offset;
}

static inline void bvec_set_virt(struct bio_vec *bv, void *vaddr, unsigned int len)
{
	bvec_set_page(bv, virt_to_page(vaddr), len, offset_in_page(vaddr));
}

/* ---- where an iterator stands ---------------------------------------------------------------- */

#define __bvec_iter_bvec(bvec, iter) (&(bvec)[(iter).bi_idx])

/* The whole of the piece that is left. */
#define mp_bvec_iter_page(bvec, iter) (__bvec_iter_bvec((bvec), (iter))->bv_page)
#define mp_bvec_iter_len(bvec, iter) \
	min((iter).bi_size, __bvec_iter_bvec((bvec), (iter))->bv_len - (iter).bi_bvec_done)
#define mp_bvec_iter_offset(bvec, iter) \
	(__bvec_iter_bvec((bvec), (iter))->bv_offset + (iter).bi_bvec_done)
#define mp_bvec_iter_page_idx(bvec, iter) (mp_bvec_iter_offset((bvec), (iter)) / PAGE_SIZE)
#define mp_bvec_iter_bvec(bvec, iter)                             \
	((struct bio_vec){                                        \
		.bv_page = mp_bvec_iter_page((bvec), (iter)),     \
		.bv_len = mp_bvec_iter_len((bvec), (iter)),       \
		.bv_offset = mp_bvec_iter_offset((bvec), (iter)), \
	})

/* As much of it as is in one page. */
#define bvec_iter_offset(bvec, iter) \
	((unsigned int)(mp_bvec_iter_offset((bvec), (iter)) % PAGE_SIZE))
#define bvec_iter_len(bvec, iter)                             \
	min_t(unsigned int, mp_bvec_iter_len((bvec), (iter)), \
	      PAGE_SIZE - bvec_iter_offset((bvec), (iter)))
#define bvec_iter_page(bvec, iter) \
	(mp_bvec_iter_page((bvec), (iter)) + mp_bvec_iter_page_idx((bvec), (iter)))
#define bvec_iter_bvec(bvec, iter)                             \
	((struct bio_vec){                                     \
		.bv_page = bvec_iter_page((bvec), (iter)),     \
		.bv_len = bvec_iter_len((bvec), (iter)),       \
		.bv_offset = bvec_iter_offset((bvec), (iter)), \
	})

/** bvec_iter_advance - go on by @bytes. Return: false where that is behind the end. */
static inline bool bvec_iter_advance(const struct bio_vec *bv, struct bvec_iter *iter,
				     unsigned int bytes)
{
	unsigned int idx = iter->bi_idx;

	if (WARN_ONCE(bytes > iter->bi_size, "Attempted to advance past end of bvec iter\n")) {
		iter->bi_size = 0;
		return false;
	}
	iter->bi_size -= bytes;
	bytes += iter->bi_bvec_done;
	while (bytes && bytes >= bv[idx].bv_len) {
		bytes -= bv[idx].bv_len;
		idx++;
	}
	iter->bi_idx = idx;
	iter->bi_bvec_done = bytes;
	return true;
}

#define for_each_bvec(bvl, bio_vec, iter, start)                                               \
	for (iter = (start); (iter).bi_size && ((bvl = bvec_iter_bvec((bio_vec), (iter))), 1); \
	     bvec_iter_advance((bio_vec), &(iter), (bvl).bv_len))

#define for_each_mp_bvec(bvl, bio_vec, iter, start)                                               \
	for (iter = (start); (iter).bi_size && ((bvl = mp_bvec_iter_bvec((bio_vec), (iter))), 1); \
	     bvec_iter_advance((bio_vec), &(iter), (bvl).bv_len))

#define BVEC_ITER_ALL_INIT          \
	(struct bvec_iter)          \
	{                           \
		.bi_size = UINT_MAX \
	}

/* ---- bytes ----------------------------------------------------------------------------------- */

/** bvec_kmap_local - an address for a piece within one page, until kunmap_local(). */
static inline void *bvec_kmap_local(struct bio_vec *bv)
{
	return (char *)kmap_local_page(bv->bv_page) + bv->bv_offset;
}

static inline void memcpy_from_bvec(char *to, struct bio_vec *bv)
{
	memcpy_from_page(to, bv->bv_page, bv->bv_offset, bv->bv_len);
}

static inline void memcpy_to_bvec(struct bio_vec *bv, const char *from)
{
	memcpy_to_page(bv->bv_page, bv->bv_offset, from, bv->bv_len);
}

static inline void memzero_bvec(struct bio_vec *bv)
{
	memzero_page(bv->bv_page, bv->bv_offset, bv->bv_len);
}

/** bvec_virt - its address, where its page has one. */
static inline void *bvec_virt(struct bio_vec *bv)
{
	WARN_ON_ONCE(PageHighMem(bv->bv_page));
	return (char *)page_address(bv->bv_page) + bv->bv_offset;
}

static inline phys_addr_t bvec_phys(const struct bio_vec *bv)
{
	return page_to_phys(bv->bv_page) + bv->bv_offset;
}

#endif
