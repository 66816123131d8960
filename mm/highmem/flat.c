// SPDX-License-Identifier: MIT
/*
 * High memory where there is none: every page has its address.
 *
 * The build links this file instead of highmem.c and check.c.  The rules of context stay, so that
 * what runs here also runs where pages are high.
 */
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/might_sleep.h>

#include <mm/highmem/highmem.h>

void *kmap(struct page *page)
{
	might_sleep();
	return page_address(page);
}
EXPORT_SYMBOL(kmap);

void kunmap(struct page *page)
{
	might_sleep();
}
EXPORT_SYMBOL(kunmap);

void *(kmap_atomic)(struct page *page)
{
	preempt_disable();
	return page_address(page);
}
EXPORT_SYMBOL(kmap_atomic);

void(kunmap_atomic)(const void *addr)
{
	preempt_enable();
}
EXPORT_SYMBOL(kunmap_atomic);

void *kmap_local_page(struct page *page)
{
	return page_address(page);
}
EXPORT_SYMBOL(kmap_local_page);

void kunmap_local(const void *addr)
{
}
EXPORT_SYMBOL(kunmap_local);

struct page *kmap_to_page(void *addr)
{
	return virt_to_page(addr);
}
EXPORT_SYMBOL(kmap_to_page);

void kmap_flush_unused(void)
{
}
EXPORT_SYMBOL(kmap_flush_unused);

/** is_kmap_addr - false: no address is kmap()'s own. */
bool is_kmap_addr(const void *addr)
{
	return false;
}
EXPORT_SYMBOL(is_kmap_addr);

bool kmap_explain_fault(unsigned long addr, struct textbuf *t)
{
	return false;
}

int kmap_init(void)
{
	return 0;
}

void kmap_exit(void)
{
}

int kmap_check(void)
{
	return 0;
}
