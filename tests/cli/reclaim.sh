#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Modules with shrinkers: they are asked, may crash, and are missed when they stay behind.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q -o "$work" shrinking.c >/dev/null 2>&1
ko=$work/shrinking.ko

run 0 "twice the machine's memory" timeout 60 "$ASHLAR" run --fast -m 64M "$ko" what=fill
says 'shrinking: filled 0, some were freed'
says 'shrinking: in the background 1'
says_not 'page allocation failure'

run 3 "left behind" "$ASHLAR" run "$ko" what=leave
says 'BUG: module shrinking was removed with its shrinker items still registered'
says 'BUG: module shrinking was removed with its OOM notifier'

run 3 "a crash in the background" timeout 60 "$ASHLAR" run -m 64M "$ko" what=crash
says 'BUG: kernel NULL pointer dereference, address: 0000000000000008'
says 'Comm: kswapd0'
says 'items_scan'
says 'shrinker items failed and will not be asked again'

# One that fails is told of once, and its module's own clean-up is right as ever.
cat >"$work/failing.c" <<'EOF'
#include <linux/list.h>
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/shrinker.h>
#include <linux/preempt.h>

static char *how = "";
module_param(how, charp, 0);
static LIST_HEAD(pages);
static unsigned int calls;

static void fail(void)
{
	calls++;
	if (!strcmp(how, "crash"))
		*(volatile int *)16 = 1;
	preempt_disable();
}

static unsigned long failing_count(struct shrinker *s, struct shrink_control *sc)
{
	return 1000;
}

static unsigned long failing_scan(struct shrinker *s, struct shrink_control *sc)
{
	fail();
	return SHRINK_STOP;
}

static bool failing_isolate(struct page *page, isolate_mode_t mode)
{
	fail();
	return true;
}

static int failing_migrate(struct page *dst, struct page *src, enum migrate_mode mode)
{
	return -EBUSY;
}

static void failing_putback(struct page *page)
{
}

static const struct movable_operations ops = { failing_isolate, failing_migrate, failing_putback };
static struct shrinker shrinker = { .count_objects = failing_count,
				    .scan_objects = failing_scan,
				    .seeks = DEFAULT_SEEKS };

/* Every second page is an owner's, so that large blocks ask it, and no page is free in the end. */
static int __init failing_init(void)
{
	struct page *page, *next;
	LIST_HEAD(holes);
	unsigned int n = 0;

	while ((page = alloc_page(GFP_HIGHUSER_MOVABLE | __GFP_NORETRY | __GFP_NOWARN))) {
		list_add(&page->lru, n++ % 2 ? &pages : &holes);
		if (n % 2)
			continue;
		lock_page(page);
		__SetPageMovable(page, &ops);
		unlock_page(page);
	}
	list_for_each_entry_safe(page, next, &holes, lru)
		__free_page(page);
	for (n = 0; n < 20; n++) {
		page = alloc_pages(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, 9);
		if (page)
			__free_pages(page, 9);
	}
	pr_info("failing: the owner was called %u times\n", calls);
	calls = 0;
	INIT_LIST_HEAD(&holes);
	if (register_shrinker(&shrinker, "failing"))
		return -ENOMEM;
	while ((page = alloc_page(GFP_NOWAIT | __GFP_NOWARN)))
		list_add(&page->lru, &holes);
	for (n = 0; n < 20; n++) {
		page = alloc_page(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
		if (page)
			list_add(&page->lru, &holes);
	}
	list_for_each_entry_safe(page, next, &holes, lru)
		__free_page(page);
	return 0;
}

static void __exit failing_exit(void)
{
	struct page *page, *next;

	unregister_shrinker(&shrinker);
	list_for_each_entry_safe(page, next, &pages, lru) {
		lock_page(page);
		__ClearPageMovable(page);
		unlock_page(page);
		put_page(page);
	}
}

module_init(failing_init);
module_exit(failing_exit);
MODULE_LICENSE("GPL");
EOF
"$ASHLAR" run -q -o "$work" "$work/failing.c" >/dev/null 2>&1

for how in crash section; do
	run 3 "an owner and a shrinker: $how" \
		timeout 30 "$ASHLAR" run -m 64M "$work/failing.ko" how=$how
	says 'its pages will not be moved any more'
	# By two threads at once, at the most.
	matches 'failing: the owner was called [12] times'
	says 'shrinker failing failed and will not be asked again'
	says_not 'is not registered'
	says_not 'movable any more already'
done
done_testing
