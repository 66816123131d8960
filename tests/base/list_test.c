// SPDX-License-Identifier: MIT
/* Lists with two links, with one, and without locks. */
#include <kunit/test.h>

#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/list_sort.h>
#include <linux/llist.h>
#include <linux/prandom.h>

struct item {
	int n;
	struct list_head link;
	struct hlist_node hash;
	struct llist_node lockless;
};

static struct item items[16];

static int start(struct kunit *test)
{
	memset(items, 0, sizeof(items));
	for (int i = 0; i < ARRAY_SIZE(items); i++)
		items[i].n = i;
	return 0;
}

/* has - the list is sound in both directions, and holds just the numbers that @digits names. */
static bool has(struct list_head *head, const char *digits)
{
	struct list_head *pos;
	struct item *item;
	const char *at = digits;

	list_for_each(pos, head)
		if (pos->next->prev != pos || pos->prev->next != pos)
			return false;
	list_for_each_entry(item, head, link) {
		if (!*at || item->n != hex_to_bin(*at))
			return false;
		at++;
	}
	if (*at)
		return false;
	list_for_each_entry_reverse(item, head, link)
		if (item->n != hex_to_bin(*--at))
			return false;
	return at == digits;
}

static void fill(struct list_head *head, int first, int count)
{
	for (int i = 0; i < count; i++)
		list_add_tail(&items[first + i].link, head);
}

static void adding_and_removing(struct kunit *test)
{
	LIST_HEAD(list);

	KUNIT_EXPECT_TRUE(test, list_empty(&list));
	list_add(&items[1].link, &list);
	KUNIT_EXPECT_TRUE(test, list_is_singular(&list));
	list_add(&items[0].link, &list);
	list_add_tail(&items[2].link, &list);
	KUNIT_EXPECT_TRUE(test, has(&list, "012"));
	KUNIT_EXPECT_FALSE(test, list_is_singular(&list));
	KUNIT_EXPECT_TRUE(test, list_is_first(&items[0].link, &list));
	KUNIT_EXPECT_TRUE(test, list_is_last(&items[2].link, &list));
	KUNIT_EXPECT_EQ(test, list_count_nodes(&list), (size_t)3);

	list_del(&items[1].link);
	KUNIT_EXPECT_TRUE(test, has(&list, "02"));
	KUNIT_EXPECT_PTR_EQ(test, items[1].link.next, (struct list_head *)LIST_POISON1);
	KUNIT_EXPECT_PTR_EQ(test, items[1].link.prev, (struct list_head *)LIST_POISON2);
	list_del_init(&items[0].link);
	KUNIT_EXPECT_TRUE(test, list_empty(&items[0].link));
	list_replace_init(&items[2].link, &items[5].link);
	KUNIT_EXPECT_TRUE(test, has(&list, "5"));
	KUNIT_EXPECT_TRUE(test, list_empty_careful(&items[2].link));
	list_del_init_careful(&items[5].link);
	KUNIT_EXPECT_TRUE(test, list_empty_careful(&list));
	KUNIT_EXPECT_NULL(test, list_first_entry_or_null(&list, struct item, link));
	KUNIT_EXPECT_NULL(test, list_last_entry_or_null(&list, struct item, link));
}

static void moving(struct kunit *test)
{
	LIST_HEAD(a);
	LIST_HEAD(b);

	fill(&a, 0, 4);
	fill(&b, 4, 3);
	list_move(&items[2].link, &b);
	list_move_tail(&items[0].link, &b);
	KUNIT_EXPECT_TRUE(test, has(&a, "13"));
	KUNIT_EXPECT_TRUE(test, has(&b, "24560"));
	list_rotate_left(&b);
	KUNIT_EXPECT_TRUE(test, has(&b, "45602"));
	list_rotate_to_front(&items[6].link, &b);
	KUNIT_EXPECT_TRUE(test, has(&b, "60245"));
	list_bulk_move_tail(&a, &items[0].link, &items[4].link);
	KUNIT_EXPECT_TRUE(test, has(&a, "13024"));
	KUNIT_EXPECT_TRUE(test, has(&b, "65"));
	list_swap(&items[1].link, &items[3].link);
	KUNIT_EXPECT_TRUE(test, has(&a, "31024"));
	list_swap(&items[1].link, &items[3].link);
	list_swap(&items[1].link, &items[4].link);
	KUNIT_EXPECT_TRUE(test, has(&a, "43021"));
}

static void splicing_and_cutting(struct kunit *test)
{
	LIST_HEAD(a);
	LIST_HEAD(b);

	fill(&a, 0, 3);
	list_splice_init(&b, &a);
	KUNIT_EXPECT_TRUE(test, has(&a, "012"));
	fill(&b, 3, 2);
	list_splice_init(&b, &a);
	KUNIT_EXPECT_TRUE(test, has(&a, "34012"));
	KUNIT_EXPECT_TRUE(test, list_empty(&b));
	list_cut_position(&b, &a, &items[0].link);
	KUNIT_EXPECT_TRUE(test, has(&b, "340"));
	KUNIT_EXPECT_TRUE(test, has(&a, "12"));
	list_splice_tail_init(&b, &a);
	KUNIT_EXPECT_TRUE(test, has(&a, "12340"));
	list_cut_before(&b, &a, &items[3].link);
	KUNIT_EXPECT_TRUE(test, has(&b, "12"));
	KUNIT_EXPECT_TRUE(test, has(&a, "340"));
	list_splice_init(&b, &a);
	list_cut_before(&b, &a, &items[1].link);
	KUNIT_EXPECT_TRUE(test, list_empty(&b));
	list_cut_position(&b, &a, &a);
	KUNIT_EXPECT_TRUE(test, list_empty(&b));
	KUNIT_EXPECT_TRUE(test, has(&a, "12340"));
}

static void walking(struct kunit *test)
{
	struct item *item, *next;
	struct list_head *pos, *after;
	LIST_HEAD(list);
	int n;

	fill(&list, 0, 6);
	list_for_each_entry_safe(item, next, &list, link)
		if (item->n % 2)
			list_del(&item->link);
	KUNIT_EXPECT_TRUE(test, has(&list, "024"));
	item = &items[2];
	n = 0;
	list_for_each_entry_continue(item, &list, link)
		n = n * 10 + item->n;
	KUNIT_EXPECT_EQ(test, n, 4);
	item = &items[2];
	n = 0;
	list_for_each_entry_from(item, &list, link)
		n = n * 10 + item->n;
	KUNIT_EXPECT_EQ(test, n, 24);
	item = &items[2];
	n = 7;
	list_for_each_entry_continue_reverse(item, &list, link)
		n = n * 10 + item->n;
	KUNIT_EXPECT_EQ(test, n, 70);
	KUNIT_EXPECT_PTR_EQ(test, list_next_entry_circular(&items[4], &list, link), &items[0]);
	KUNIT_EXPECT_PTR_EQ(test, list_prev_entry_circular(&items[0], &list, link), &items[4]);
	list_for_each_safe(pos, after, &list)
		list_del_init(pos);
	KUNIT_EXPECT_TRUE(test, list_empty(&list));
}

/* Two of three share a hundred: their order inside it must survive. */
static int by_hundreds(void *priv, const struct list_head *a, const struct list_head *b)
{
	return list_entry(a, struct item, link)->n / 100 -
	       list_entry(b, struct item, link)->n / 100;
}

static void sorting(struct kunit *test)
{
	static struct item many[500];
	struct item *item, *before = NULL;
	struct rnd_state rnd;
	LIST_HEAD(list);

	prandom_seed_state(&rnd, kunit_seed());
	list_sort(NULL, &list, by_hundreds);
	KUNIT_EXPECT_TRUE(test, list_empty(&list));
	for (unsigned int n = 1; n <= ARRAY_SIZE(many); n += 1 + n / 3) {
		INIT_LIST_HEAD(&list);
		for (unsigned int i = 0; i < n; i++) {
			many[i].n = prandom_u32_state(&rnd) % 10 * 100;
			list_add_tail(&many[i].link, &list);
		}
		list_sort(NULL, &list, by_hundreds);
		KUNIT_ASSERT_EQ(test, list_count_nodes(&list), (size_t)n);
		before = NULL;
		list_for_each_entry(item, &list, link) {
			if (before)
				KUNIT_ASSERT_TRUE(test,
						  before->n < item->n ||
							  (before->n == item->n && before < item));
			KUNIT_ASSERT_PTR_EQ(test, item->link.next->prev, &item->link);
			before = item;
		}
	}
}

static void one_pointer_heads(struct kunit *test)
{
	HLIST_HEAD(list);
	HLIST_HEAD(other);
	struct hlist_node *pos, *after;
	struct item *item;
	int n = 0;

	KUNIT_EXPECT_TRUE(test, hlist_empty(&list));
	KUNIT_EXPECT_TRUE(test, hlist_unhashed(&items[0].hash));
	hlist_add_head(&items[2].hash, &list);
	KUNIT_EXPECT_TRUE(test, hlist_is_singular_node(&items[2].hash, &list));
	hlist_add_before(&items[1].hash, &items[2].hash);
	hlist_add_behind(&items[3].hash, &items[2].hash);
	hlist_for_each_entry(item, &list, hash)
		n = n * 10 + item->n;
	KUNIT_EXPECT_EQ(test, n, 123);
	/* The form before 3.9 has the node as one argument more. */
	n = 0;
	hlist_for_each_entry(item, pos, &list, hash)
		n = n * 10 + item->n;
	KUNIT_EXPECT_EQ(test, n, 123);

	hlist_move_list(&list, &other);
	KUNIT_EXPECT_TRUE(test, hlist_empty(&list));
	hlist_del(&items[1].hash);
	KUNIT_EXPECT_PTR_EQ(test, other.first, &items[2].hash);
	hlist_del_init(&items[3].hash);
	hlist_del_init(&items[3].hash);
	KUNIT_EXPECT_NULL(test, items[2].hash.next);
	hlist_for_each_entry_safe(item, pos, &other, hash)
		hlist_del_init(&item->hash);
	KUNIT_EXPECT_TRUE(test, hlist_empty(&other));
	hlist_add_head(&items[4].hash, &list);
	hlist_for_each_entry_safe(item, pos, after, &list, hash)
		hlist_del_init(&item->hash);
	KUNIT_EXPECT_TRUE(test, hlist_empty(&list));
}

static void hash_tables(struct kunit *test)
{
	DEFINE_HASHTABLE(table, 3);
	struct hlist_node *after;
	struct item *item;
	unsigned int bucket, seen = 0;

	KUNIT_EXPECT_TRUE(test, hash_empty(table));
	for (int i = 0; i < ARRAY_SIZE(items); i++)
		hash_add(table, &items[i].hash, items[i].n);
	hash_for_each(table, bucket, item, hash)
		seen |= 1u << item->n;
	KUNIT_EXPECT_EQ(test, seen, 0xffffu);
	for (int i = 0; i < ARRAY_SIZE(items); i++) {
		bool found = false;

		hash_for_each_possible(table, item, hash, i)
			found |= item->n == i;
		KUNIT_EXPECT_TRUE(test, found);
	}
	hash_for_each_safe(table, bucket, after, item, hash)
		hash_del(&item->hash);
	KUNIT_EXPECT_TRUE(test, hash_empty(table));
	KUNIT_EXPECT_FALSE(test, hash_hashed(&items[0].hash));
}

static void hash_tables_under_rcu(struct kunit *test)
{
	DEFINE_HASHTABLE(table, 3);
	struct item *item;
	unsigned int bucket, seen = 0;

	for (int i = 0; i < ARRAY_SIZE(items); i++)
		hash_add_rcu(table, &items[i].hash, items[i].n);
	rcu_read_lock();
	hash_for_each_rcu(table, bucket, item, hash)
		seen |= 1u << item->n;
	KUNIT_EXPECT_EQ(test, seen, 0xffffu);
	hash_for_each_possible_rcu(table, item, hash, 5)
		if (item->n == 5)
			break;
	rcu_read_unlock();
	KUNIT_ASSERT_PTR_EQ(test, item, &items[5]);
	for (int i = 0; i < ARRAY_SIZE(items); i++)
		hash_del_rcu(&items[i].hash);
	KUNIT_EXPECT_TRUE(test, hash_empty(table));
	KUNIT_EXPECT_FALSE(test, hash_hashed(&items[5].hash));
}

static void lockless(struct kunit *test)
{
	LLIST_HEAD(list);
	struct llist_node *chain;
	struct item *item, *next;
	int n = 0;

	KUNIT_EXPECT_TRUE(test, llist_empty(&list));
	KUNIT_EXPECT_NULL(test, llist_del_first(&list));
	KUNIT_EXPECT_TRUE(test, llist_add(&items[1].lockless, &list));
	KUNIT_EXPECT_FALSE(test, llist_add(&items[2].lockless, &list));
	KUNIT_EXPECT_FALSE(test, llist_add(&items[3].lockless, &list));
	KUNIT_EXPECT_PTR_EQ(test, llist_del_first(&list), &items[3].lockless);
	KUNIT_EXPECT_FALSE(test, llist_add(&items[4].lockless, &list));
	chain = llist_reverse_order(llist_del_all(&list));
	KUNIT_EXPECT_TRUE(test, llist_empty(&list));
	llist_for_each_entry_safe(item, next, chain, lockless)
		n = n * 10 + item->n;
	KUNIT_EXPECT_EQ(test, n, 124);
	init_llist_node(&items[1].lockless);
	KUNIT_EXPECT_FALSE(test, llist_on_list(&items[1].lockless));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(adding_and_removing),
	KUNIT_CASE(moving),
	KUNIT_CASE(splicing_and_cutting),
	KUNIT_CASE(walking),
	KUNIT_CASE(sorting),
	KUNIT_CASE(one_pointer_heads),
	KUNIT_CASE(hash_tables),
	KUNIT_CASE(hash_tables_under_rcu),
	KUNIT_CASE(lockless),
	{},
};

static struct kunit_suite suite = {
	.name = "base_list",
	.init = start,
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
