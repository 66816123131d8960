// SPDX-License-Identifier: MIT
/* kmap_local_page and kmap_atomic: slots of one thread, given back in the opposite order. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/instruction_pointer.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <base/base.h>
#include <mm/boot/trace.h>
#include <mm/highmem/kmap.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/vmalloc/vmalloc.h>

struct kmap_local kmap_local;

struct page **kmap_local_entry(unsigned long addr)
{
	unsigned long i = (addr - kmap_local.base) >> PAGE_SHIFT;

	if (i >= (unsigned long)kmap_local.nr * KM_MAX_IDX)
		return NULL;
	return &kmap_local.stacks[i / KM_MAX_IDX].pages[i % KM_MAX_IDX];
}

unsigned long kmap_local_unmapped_by(unsigned long addr)
{
	unsigned long i = (addr - kmap_local.base) >> PAGE_SHIFT;

	return READ_ONCE(kmap_local.stacks[i / KM_MAX_IDX].unmapped_by[i % KM_MAX_IDX]);
}

static unsigned long entry_addr(const struct kmap_stack *stack, unsigned int i)
{
	unsigned long slot = (unsigned long)(stack - kmap_local.stacks) * KM_MAX_IDX + i;

	return kmap_local.base + (slot << PAGE_SHIFT);
}

static struct hlist_head *owner_bucket(const struct port_thread *owner)
{
	return &kmap_local.owners[hash_ptr(owner, KMAP_OWNER_SHIFT)];
}

/* stack_of - the stack that @owner has, or NULL; under the lock. */
static struct kmap_stack *stack_of(const struct port_thread *owner)
{
	struct kmap_stack *stack;

	hlist_for_each_entry(stack, owner_bucket(owner), link)
		if (stack->owner == owner)
			return stack;
	return NULL;
}

/* stack_claim - the caller's stack; an unused one becomes it, if need be after a wait. */
static struct kmap_stack *stack_claim(struct port_thread *owner)
{
	struct kmap_stack *stack = stack_of(owner);

	while (!stack && hlist_empty(&kmap_local.unused)) {
		u32 seen = kmap_local.wakeups;

		kmap_local.waiters++;
		lock_release(&kmap_local.lock);
		port_wait(&kmap_local.wakeups, seen, 0);
		lock_acquire(&kmap_local.lock);
		kmap_local.waiters--;
	}
	if (stack)
		return stack;
	stack = hlist_entry(kmap_local.unused.first, struct kmap_stack, link);
	hlist_del(&stack->link);
	stack->owner = owner;
	hlist_add_head(&stack->link, owner_bucket(owner));
	return stack;
}

/* stack_pop - drop what is empty at the top; an empty stack is anyone's.  Return: wake waiters? */
static bool stack_pop(struct kmap_stack *stack)
{
	while (stack->depth && !stack->pages[stack->depth - 1])
		stack->depth--;
	if (stack->depth)
		return false;
	hlist_del(&stack->link);
	stack->owner = NULL;
	hlist_add_head(&stack->link, &kmap_local.unused);
	kmap_local.wakeups += !!kmap_local.waiters;
	return kmap_local.waiters;
}

static void local_release(struct kmap_stack *stack, unsigned int i, unsigned long caller)
{
	bool wake;

	lock_acquire(&kmap_local.lock);
	stack->unmapped_by[i] = caller;
	stack->pages[i] = NULL;
	wake = stack_pop(stack);
	lock_release(&kmap_local.lock);
	if (wake)
		port_wake(&kmap_local.wakeups, 1);
}

static noinline void *local_map(struct page *page)
{
	struct kmap_stack *stack;
	unsigned int i;

	lock_acquire(&kmap_local.lock);
	stack = stack_claim(port_self());
	i = stack->depth;
	if (i < KM_MAX_IDX) {
		stack->pages[i] = page;
		stack->depth++;
	}
	lock_release(&kmap_local.lock);

	if (i == KM_MAX_IDX) {
		report("kmap_local_page(): this thread has %d pages mapped already", KM_MAX_IDX);
		return NULL;
	}
	if (kmap_slot_map(entry_addr(stack, i), page)) {
		local_release(stack, i, 0);
		report("kmap_local_page(): " VMAP_LIMIT);
		return NULL;
	}
	mm_trace_alloc(MM_EVENT_KMAP, (void *)entry_addr(stack, i), PAGE_SIZE, PAGE_SIZE,
		       GFP_ATOMIC);
	return (void *)entry_addr(stack, i);
}

/**
 * kmap_local_page - give @page an address for the calling thread alone.
 *
 * Mappings nest: the last one made is the first to be given back.  There may be KM_MAX_IDX at a
 * time.
 *
 * Return: the address; NULL only after a report.
 * Context: any.
 */
void *kmap_local_page(struct page *page)
{
	if (unlikely(!kmap_page_is_real(page))) {
		report("kmap_local_page() of %p, which is no page", page);
		return NULL;
	}
	if (likely(!PageHighMem(page)))
		return page_address(page);
	return local_map(page);
}
EXPORT_SYMBOL(kmap_local_page);

static noinline void local_unmap(unsigned long addr, unsigned long caller)
{
	unsigned long slot = (addr - kmap_local.base) >> PAGE_SHIFT;
	struct kmap_stack *stack = &kmap_local.stacks[slot / KM_MAX_IDX];
	unsigned int i = slot % KM_MAX_IDX, depth;
	bool mine, mapped;

	lock_acquire(&kmap_local.lock);
	mine = stack->owner == port_self();
	mapped = stack->pages[i] != NULL;
	depth = stack->depth;
	lock_release(&kmap_local.lock);

	if (!mapped) {
		report("kunmap_local() of %p, which is not mapped", (void *)addr);
		return;
	}
	if (!mine) {
		report("kunmap_local() of %p, which another thread has mapped", (void *)addr);
		return;
	}
	if (i + 1 != depth)
		report("kunmap_local() of %p out of order: %u mapped after it", (void *)addr,
		       depth - i - 1);
	mm_trace_free(MM_EVENT_KMAP, (void *)entry_addr(stack, i));
	port_unmap(entry_addr(stack, i), 1);
	local_release(stack, i, caller);
}

static __always_inline void unmap_local(const void *addr, unsigned long caller)
{
	unsigned long a = (unsigned long)addr;

	if (likely(a - PAGE_OFFSET < lowmem_bytes))
		return;
	if (likely(kmap_local_entry(a)))
		local_unmap(a, caller);
	else if (pkmap_slot(a))
		report("kunmap_local() of %p, an address of kmap()", addr);
	else
		report("kunmap_local() of %p, which is not mapped", addr);
}

/**
 * kunmap_local - give back the last mapping of kmap_local_page().
 * @addr: any address in it; of a page that is not high, nothing is to be done.
 * Context: the thread that mapped it.
 */
void kunmap_local(const void *addr)
{
	unmap_local(addr, _RET_IP_);
}
EXPORT_SYMBOL(kunmap_local);

/**
 * kmap_atomic - kmap_local_page() with preemption off until kunmap_atomic().
 * @page: the page.  A second argument, the km_type of kernels before 2.6.37, is passed over.
 * Context: any; the caller may not sleep until kunmap_atomic().
 */
void *(kmap_atomic)(struct page *page)
{
	preempt_disable();
	return kmap_local_page(page);
}
EXPORT_SYMBOL(kmap_atomic);

/** kunmap_atomic - give back the last mapping of kmap_atomic(), by its address. */
void(kunmap_atomic)(const void *addr)
{
	unmap_local(addr, _RET_IP_);
	preempt_enable();
}
EXPORT_SYMBOL(kunmap_atomic);

int kmap_local_init(unsigned long base, unsigned int nr)
{
	size_t bytes = nr * sizeof(*kmap_local.stacks);
	unsigned int i;

	memset(&kmap_local, 0, sizeof(kmap_local));
	lock_init(&kmap_local.lock);
	kmap_local.base = base;
	if (!nr)
		return 0;
	kmap_local.stacks = kmalloc_untraced(bytes, GFP_KERNEL);
	if (!kmap_local.stacks)
		return -ENOMEM;
	memset(kmap_local.stacks, 0, bytes);
	kmap_local.nr = nr;
	for (i = nr; i-- > 0;)
		hlist_add_head(&kmap_local.stacks[i].link, &kmap_local.unused);
	return 0;
}

void kmap_local_exit(void)
{
	kmap_local.nr = 0;
	kfree_untraced(kmap_local.stacks);
	kmap_local.stacks = NULL;
}
