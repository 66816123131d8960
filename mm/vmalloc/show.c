// SPDX-License-Identifier: MIT
/* Looking at all areas: for the text of /proc/vmallocinfo, and for others. */
#include <linux/mm.h>
#include <linux/string.h>

#include <base/base.h>
#include <mm/vmalloc/area.h>

/** struct area_view - an area as it was for a moment: nothing is printed under the lock. */
struct area_view {
	struct vm_struct vm;
	enum vmap_state state;
	enum vmap_kind kind;
	unsigned long next;
	unsigned int by_node[MAX_NUMNODES];
};

/* view_next - the first area that ends above @addr. Return: false where there is none. */
static bool view_next(struct area_view *view, unsigned long addr)
{
	struct vmap_area *va = NULL;
	struct rb_node *node;
	unsigned int i;

	memset(view, 0, sizeof(*view));
	lock_acquire(&vmap_space.lock);
	for (node = vmap_space.areas.rb_node; node;) {
		struct vmap_area *at = rb_entry(node, struct vmap_area, rb);

		if (at->end > addr) {
			va = at;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	if (va) {
		view->vm = va->vm;
		view->vm.addr = (void *)va->start;
		view->vm.size = va->end - va->start;
		view->state = va->state;
		view->kind = va->kind;
		view->next = va->end;
		for (i = 0; va->state == VMAP_BUSY && i < va->vm.nr_pages; i++)
			view->by_node[page_to_nid(va->vm.pages[i])]++;
	}
	lock_release(&vmap_space.lock);
	return va != NULL;
}

static void show_vm(struct textbuf *t, const struct area_view *view)
{
	const struct vm_struct *vm = &view->vm;
	unsigned int node;

	if (vm->caller)
		textbuf_printf(t, " %pS", vm->caller);
	if (vm->nr_pages)
		textbuf_printf(t, " pages=%d", vm->nr_pages);
	if (vm->phys_addr)
		textbuf_printf(t, " phys=%pa", &vm->phys_addr);
	if (vm->flags & VM_IOREMAP)
		textbuf_printf(t, " ioremap");
	if (vm->flags & VM_ALLOC)
		textbuf_printf(t, " vmalloc");
	if (vm->flags & VM_MAP)
		textbuf_printf(t, " vmap");
	if (vm->flags & VM_USERMAP)
		textbuf_printf(t, " user");
	if (vm->flags & VM_DMA_COHERENT)
		textbuf_printf(t, " dma-coherent");
	if (is_vmalloc_addr(vm->pages))
		textbuf_printf(t, " vpages");
	for (node = 0; node < MAX_NUMNODES; node++)
		if (view->by_node[node])
			textbuf_printf(t, " N%u=%u", node, view->by_node[node]);
}

static bool is_freed(enum vmap_state state)
{
	return vmap_state_is_lazy(state) || state == VMAP_CACHED;
}

static void show_areas(struct textbuf *t, bool freed)
{
	unsigned long addr = 0;
	struct area_view view;

	for (; view_next(&view, addr); addr = view.next) {
		const char *end = (const char *)view.vm.addr + view.vm.size;

		if (view.state == VMAP_BUILDING || view.state == VMAP_BARE ||
		    is_freed(view.state) != freed)
			continue;
		textbuf_printf(t, "0x%px-0x%px %7ld", view.vm.addr, end, view.vm.size);
		if (freed)
			textbuf_printf(t, " unpurged vm_area");
		else if (view.kind == VMAP_KIND_RAM)
			textbuf_printf(t, " vm_map_ram");
		else
			show_vm(t, &view);
		textbuf_printf(t, "\n");
	}
}

/* As in Linux: areas in use by address, then those that were freed and wait for a purge. */
void vmap_show(struct textbuf *t)
{
	show_areas(t, false);
	show_areas(t, true);
}

static void look_at(const struct rb_root *tree,
		    void (*fn)(void *ctx, const void *record, size_t size), void *ctx)
{
	for (struct rb_node *node = rb_first(tree); node; node = rb_next(node))
		fn(ctx, rb_entry(node, struct vmap_area, rb), sizeof(struct vmap_area));
}

/* A gap ends where an area begins, so it knows that, too. */
void vmap_look(void (*fn)(void *ctx, const void *record, size_t size), void *ctx)
{
	lock_acquire(&vmap_space.lock);
	look_at(&vmap_space.areas, fn, ctx);
	look_at(&vmap_space.free, fn, ctx);
	lock_release(&vmap_space.lock);
}
