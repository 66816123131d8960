// SPDX-License-Identifier: MIT
/* Proof of the invariants stated above struct vmap_area and struct vmap_space. */
#include <linux/align.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/rbtree.h>

#include <mm/vmalloc/area.h>
#include <port/port.h>

/** struct sums - what the walk finds, to be held against what the space says. */
struct sums {
	unsigned long free_bytes, busy_bytes, lazy_bytes;
	unsigned long busy_pages, lazy_pages;
	unsigned int lazy, queued, warm, cached, kept, bare;
	int broken;
};

#define expect(sums, cond, fmt, ...)                                    \
	do {                                                            \
		if (unlikely(!(cond))) {                                \
			pr_err("vmap_check: " fmt "\n", ##__VA_ARGS__); \
			(sums)->broken++;                               \
		}                                                       \
	} while (0)

static struct vmap_area *area_of(struct rb_node *node)
{
	return rb_entry_safe(node, struct vmap_area, rb);
}

static void check_free(struct sums *s, struct vmap_area *va)
{
	struct vmap_area *left = area_of(va->rb.rb_left), *right = area_of(va->rb.rb_right);
	unsigned long most = va->end - va->start;

	if (left)
		most = max(most, left->subtree_max);
	if (right)
		most = max(most, right->subtree_max);
	expect(s, va->subtree_max == most, "free range %lx: largest below it is %lx, not %lx",
	       va->start, most, va->subtree_max);
	expect(s, va->state == VMAP_FREE, "free range %lx is in state %d", va->start, va->state);
	s->free_bytes += va->end - va->start;
}

/* What may be mapped by huge pages lies and stands as these want it. */
static void check_huge(struct sums *s, struct vmap_area *va)
{
	unsigned int run = 1u << va->vm.page_order;

	expect(s, IS_ALIGNED(va->start, (unsigned long)run << PAGE_SHIFT) && !(va->nr_mapped % run),
	       "area %lx of %u pages is not one of order %u", va->start, va->nr_mapped,
	       va->vm.page_order);
	for (unsigned int i = 0; i < va->nr_mapped; i++)
		expect(s,
		       page_to_pfn(va->mapped[i]) ==
			       ALIGN_DOWN(page_to_pfn(va->mapped[i - i % run]), run) + i % run,
		       "area %lx: page %u does not lie in a run of order %u", va->start, i,
		       va->vm.page_order);
}

static void check_mapped(struct sums *s, struct vmap_area *va)
{
	unsigned int due = (unsigned int)(get_vm_area_size(&va->vm) >> PAGE_SHIFT), i;
	bool owns = va->kind == VMAP_KIND_ALLOC, raw = va->kind == VMAP_KIND_RAW;

	if ((raw && !va->mapped) || (!owns && va->state == VMAP_LAZY))
		due = 0;
	expect(s, va->nr_mapped == due, "area %lx maps %u pages, not %u", va->start, va->nr_mapped,
	       due);
	expect(s, !owns || (va->vm.nr_pages == due && va->vm.pages == va->mapped),
	       "area %lx owns %u pages at %p, maps %u at %p", va->start, va->vm.nr_pages,
	       va->vm.pages, due, va->mapped);
	if (va->vm.page_order && va->nr_mapped == due)
		check_huge(s, va);
	for (i = 0; i < va->nr_mapped; i++) {
		struct page *page = va->mapped[i];

		if (raw && !page)
			continue;
		expect(s, pfn_valid(page_to_pfn(page)) && (!owns || page_count(page) > 0),
		       "area %lx: page %u is no page in use", va->start, i);
	}
}

static void check_area(struct sums *s, struct vmap_area *va)
{
	unsigned long bytes = va->end - va->start;

	if (vmap_state_is_lazy(va->state))
		s->lazy_bytes += bytes;
	else
		s->busy_bytes += bytes;
	expect(s, va->state != VMAP_FREE, "area %lx is marked free", va->start);
	if (va->state == VMAP_BARE) {
		s->bare++;
		expect(s, !va->nr_mapped && !va->vm.nr_pages && !va->mapped,
		       "area %lx is bare and has pages", va->start);
		expect(s, vmap_index_get(va->start) == va, "area %lx is not found by its address",
		       va->start);
	}
	if (!vmap_state_is_used(va->state) && va->state != VMAP_LAZY)
		return;
	if (vmap_state_is_used(va->state)) {
		s->busy_pages += va->vm.nr_pages;
		s->cached += va->state == VMAP_CACHED;
	} else {
		s->lazy_pages += va->vm.nr_pages;
		s->busy_pages -= vmap_array_pages(va->vm.nr_pages);
		s->lazy++;
		s->warm += !list_empty(&va->bucket);
	}
	expect(s, va->vm.addr == (void *)va->start && va->vm.size == bytes,
	       "area %lx shows %p + %lx", va->start, va->vm.addr, va->vm.size);
	expect(s, vmap_index_get(va->start) == va, "area %lx is not found by its address",
	       va->start);
	check_mapped(s, va);
}

/* check_cover - both trees, merged by address, cover the space without gap or overlap. */
static void check_cover(struct sums *s)
{
	struct vmap_area *f = area_of(rb_first(&vmap_space.free)),
			 *a = area_of(rb_first(&vmap_space.areas));
	unsigned long at = port.vmalloc_start;
	bool free_before = false;

	while (f || a) {
		bool is_free = f && (!a || f->start < a->start);
		struct vmap_area *va = is_free ? f : a;

		expect(s, va->start == at && va->end > va->start, "range [%lx, %lx) follows %lx",
		       va->start, va->end, at);
		expect(s, PAGE_ALIGNED(va->start) && PAGE_ALIGNED(va->end),
		       "range [%lx, %lx) is not whole pages", va->start, va->end);
		at = va->end;
		if (is_free) {
			expect(s, !free_before, "free range %lx is not merged", va->start);
			check_free(s, va);
			f = area_of(rb_next(&f->rb));
		} else {
			check_area(s, va);
			a = area_of(rb_next(&a->rb));
		}
		free_before = is_free;
	}
	expect(s, at == port.vmalloc_end, "the ranges end at %lx, the space at %lx", at,
	       port.vmalloc_end);
}

static void check_bare(struct sums *s)
{
	struct vmap_area *va;
	unsigned int listed = 0;

	for (unsigned int i = 0; i < VMAP_BARE_PAGES; i++)
		list_for_each_entry(va, &vmap_space.bare[i], age) {
			listed++;
			expect(s,
			       va->state == VMAP_BARE &&
				       va->end - va->start == (i + 2ul) << PAGE_SHIFT,
			       "area %lx waits as a bare one of %u pages", va->start, i + 1);
		}
	expect(s,
	       s->bare == listed && listed == vmap_space.nr_bare && listed <= vmap_space.bare_max,
	       "%u bare areas, %u listed, %u counted", s->bare, listed, vmap_space.nr_bare);
}

static void check_queues(struct sums *s)
{
	struct vmap_area *va;
	unsigned int i, warm = 0;

	list_for_each_entry(va, &vmap_space.age, age) {
		s->queued++;
		expect(s, va->state == VMAP_LAZY, "area %lx waits in state %d", va->start,
		       va->state);
	}
	for (i = 0; i < VMAP_BUCKETS; i++)
		list_for_each_entry(va, &vmap_space.warm[i], bucket) {
			warm++;
			expect(s, va->state == VMAP_LAZY && va->kind == VMAP_KIND_ALLOC,
			       "area %lx is not fit for reuse", va->start);
		}
	check_bare(s);
	expect(s, s->lazy == s->queued && s->lazy == vmap_space.nr_lazy,
	       "%u freed areas, %u queued, %u counted", s->lazy, s->queued, vmap_space.nr_lazy);
	expect(s, s->warm == warm, "%u areas fit for reuse, %u in buckets", s->warm, warm);
}

static void check_kept(void *ctx, void *area)
{
	struct vmap_area *va = area;
	struct sums *s = ctx;

	s->kept++;
	expect(s, va->state == VMAP_CACHED && va->kind == VMAP_KIND_ALLOC,
	       "area %lx is kept for reuse in state %d", va->start, va->state);
}

int vmap_prove(void)
{
	struct sums s = {};

	vmap_cached_look(check_kept, &s);
	lock_acquire(&vmap_space.lock);
	check_cover(&s);
	check_queues(&s);
	expect(&s, s.cached == s.kept, "%u areas are marked as kept for reuse, %u are", s.cached,
	       s.kept);
	expect(&s, s.free_bytes == vmap_space.free_bytes, "%lx bytes free, %lx counted",
	       s.free_bytes, vmap_space.free_bytes);
	expect(&s, s.busy_bytes == vmap_space.busy_bytes, "%lx bytes in use, %lx counted",
	       s.busy_bytes, vmap_space.busy_bytes);
	expect(&s, s.lazy_bytes == vmap_space.lazy_bytes, "%lx bytes freed, %lx counted",
	       s.lazy_bytes, vmap_space.lazy_bytes);
	expect(&s, s.busy_pages == vmap_space.busy_pages, "%lu pages in use, %lu counted",
	       s.busy_pages, vmap_space.busy_pages);
	expect(&s, s.lazy_pages == vmap_space.lazy_pages, "%lu pages freed, %lu counted",
	       s.lazy_pages, vmap_space.lazy_pages);
	expect(&s,
	       vmap_space.nr_lazy <= VMAP_LAZY_AREAS &&
		       vmap_space.lazy_pages <= vmap_space.lazy_pages_max,
	       "%u freed areas with %lu pages are too many", vmap_space.nr_lazy,
	       vmap_space.lazy_pages);
	lock_release(&vmap_space.lock);
	return s.broken;
}
