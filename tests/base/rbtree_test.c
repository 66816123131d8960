// SPDX-License-Identifier: MIT
/*
 * Red-black trees against a model: after every step the rules of linux/rbtree.h, the order and the
 * summaries of all subtrees are proven.
 */
#include <kunit/test.h>

#include <linux/prandom.h>
#include <linux/rbtree_augmented.h>

#define NR_ENTRIES 160
#define NR_STEPS   6000

/* Largest: the maximum of value over the subtree.  Count: how many entries it has. */
struct entry {
	struct rb_node plain, by_max, by_count;
	u32 key, value, largest;
	unsigned int count;
	bool present;
};

static struct entry entries[NR_ENTRIES];
static struct rb_root plain, by_max, by_count;
static struct rb_root_cached cached;

static u32 own_value(struct entry *e)
{
	return e->value;
}

RB_DECLARE_CALLBACKS_MAX(static, max_callbacks, struct entry, by_max, u32, largest, own_value);

static unsigned int count_below(struct rb_node *node)
{
	return node ? rb_entry(node, struct entry, by_count)->count : 0;
}

static inline bool compute_count(struct entry *e, bool exit)
{
	unsigned int count =
		1 + count_below(e->by_count.rb_left) + count_below(e->by_count.rb_right);

	if (exit && e->count == count)
		return true;
	e->count = count;
	return false;
}

RB_DECLARE_CALLBACKS(static, count_callbacks, struct entry, by_count, count, compute_count);

/* ---- proof ----------------------------------------------------------------------------------- */

/*
 * black_height - black nodes on every way down from @node, itself included.
 * @low, @high: between which all keys of the subtree must lie.
 * Return: the number, or -1 where a rule is broken.
 */
static int black_height(struct rb_node *node, struct rb_node *parent, u32 (*key)(struct rb_node *),
			u32 low, u32 high)
{
	int left, right;

	if (!node)
		return 0;
	if (rb_parent(node) != parent || key(node) < low || key(node) > high)
		return -1;
	if (rb_is_red(node) && parent && rb_is_red(parent))
		return -1;
	left = black_height(node->rb_left, node, key, low, key(node));
	right = black_height(node->rb_right, node, key, key(node), high);
	if (left < 0 || left != right)
		return -1;
	return left + (rb_is_black(node) ? 1 : 0);
}

static bool is_sound(struct rb_root *root, u32 (*key)(struct rb_node *))
{
	return (!root->rb_node || rb_is_black(root->rb_node)) &&
	       black_height(root->rb_node, NULL, key, 0, U32_MAX) >= 0;
}

static u32 plain_key(struct rb_node *node)
{
	return rb_entry(node, struct entry, plain)->key;
}

static u32 max_key(struct rb_node *node)
{
	return rb_entry(node, struct entry, by_max)->key;
}

static u32 count_key(struct rb_node *node)
{
	return rb_entry(node, struct entry, by_count)->key;
}

/* max_of - the true maximum of a subtree, 0 where it is empty; *@ok: all summaries were true. */
static u32 max_of(struct rb_node *node, bool *ok)
{
	struct entry *e = rb_entry_safe(node, struct entry, by_max);
	u32 largest;

	if (!node)
		return 0;
	largest = max3(e->value, max_of(node->rb_left, ok), max_of(node->rb_right, ok));
	*ok &= largest == e->largest;
	return largest;
}

static unsigned int count_of(struct rb_node *node, bool *ok)
{
	unsigned int count;

	if (!node)
		return 0;
	count = 1 + count_of(node->rb_left, ok) + count_of(node->rb_right, ok);
	*ok &= count == rb_entry(node, struct entry, by_count)->count;
	return count;
}

/* Forwards, backwards and in postorder the tree has exactly the @n entries of the model. */
static bool walks_agree(struct rb_root *root, unsigned int n)
{
	unsigned int forwards = 0, backwards = 0, postorder = 0;
	struct rb_node *node, *before = NULL;

	for (node = rb_first(root); node; before = node, node = rb_next(node)) {
		if (before && plain_key(before) > plain_key(node))
			return false;
		if (rb_prev(node) != before || !rb_entry(node, struct entry, plain)->present)
			return false;
		forwards++;
	}
	if (rb_last(root) != before)
		return false;
	for (node = rb_last(root); node; node = rb_prev(node))
		backwards++;
	for (node = rb_first_postorder(root); node; node = rb_next_postorder(node))
		postorder++;
	return forwards == n && backwards == n && postorder == n;
}

static bool all_sound(unsigned int n)
{
	bool ok = true;

	max_of(by_max.rb_node, &ok);
	ok &= count_of(by_count.rb_node, &ok) == n;
	return ok && is_sound(&plain, plain_key) && is_sound(&by_max, max_key) &&
	       is_sound(&by_count, count_key) && walks_agree(&plain, n);
}

/* ---- steps ----------------------------------------------------------------------------------- */

static bool plain_less(struct rb_node *a, const struct rb_node *b)
{
	return plain_key(a) < plain_key((struct rb_node *)b);
}

static void insert_by_max(struct entry *e)
{
	struct rb_node **link = &by_max.rb_node, *parent = NULL;

	e->largest = e->value;
	while (*link) {
		struct entry *at;

		parent = *link;
		at = rb_entry(parent, struct entry, by_max);
		at->largest = max(at->largest, e->value);
		link = e->key < at->key ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&e->by_max, parent, link);
	rb_insert_augmented(&e->by_max, &by_max, &max_callbacks);
}

static void insert_by_count(struct entry *e)
{
	struct rb_node **link = &by_count.rb_node, *parent = NULL;

	e->count = 1;
	while (*link) {
		struct entry *at;

		parent = *link;
		at = rb_entry(parent, struct entry, by_count);
		at->count++;
		link = e->key < at->key ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&e->by_count, parent, link);
	rb_insert_augmented(&e->by_count, &by_count, &count_callbacks);
}

static void insert(struct entry *e)
{
	rb_add(&e->plain, &plain, plain_less);
	insert_by_max(e);
	insert_by_count(e);
	e->present = true;
}

static void erase(struct entry *e)
{
	rb_erase(&e->plain, &plain);
	rb_erase_augmented(&e->by_max, &by_max, &max_callbacks);
	rb_erase_augmented(&e->by_count, &by_count, &count_callbacks);
	e->present = false;
}

static int start(struct kunit *test)
{
	memset(entries, 0, sizeof(entries));
	plain = by_max = by_count = RB_ROOT;
	cached = RB_ROOT_CACHED;
	return 0;
}

/* ---- cases ----------------------------------------------------------------------------------- */

static void random_steps(struct kunit *test)
{
	struct rnd_state rnd;
	unsigned int n = 0;

	prandom_seed_state(&rnd, kunit_seed());
	for (unsigned int step = 0; step < NR_STEPS; step++) {
		/* The tree grows, shrinks and grows again. */
		bool grow = step / (NR_STEPS / 6) % 2 == 0;
		struct entry *e = &entries[prandom_u32_state(&rnd) % NR_ENTRIES];

		if (e->present && (!grow || prandom_u32_state(&rnd) % 4 == 0)) {
			erase(e);
			n--;
		} else if (!e->present && (grow || prandom_u32_state(&rnd) % 4 == 0)) {
			/* Few keys, so that many are equal. */
			e->key = prandom_u32_state(&rnd) % 64;
			e->value = prandom_u32_state(&rnd) % 1000;
			insert(e);
			n++;
		}
		KUNIT_ASSERT_TRUE_MSG(test, all_sound(n), "step %u, seed %llu", step, kunit_seed());
	}
}

/* permute - the @index-th order of @n things, @n at most 8. */
static void permute(u8 *order, unsigned int n, unsigned int index)
{
	u8 left[8];

	for (unsigned int i = 0; i < n; i++)
		left[i] = i;
	for (unsigned int i = 0; i < n; i++) {
		unsigned int pick = index % (n - i);

		index /= n - i;
		order[i] = left[pick];
		memmove(left + pick, left + pick + 1, n - i - pick - 1);
	}
}

/* Seven entries in every order of insertion, taken out in a rotated one: all small shapes. */
static void all_small_trees(struct kunit *test)
{
	const unsigned int n = 7, orders = 5040;
	u8 order[8];

	for (unsigned int index = 0; index < orders; index++) {
		permute(order, n, index);
		for (unsigned int i = 0; i < n; i++) {
			entries[i].key = i;
			entries[i].value = (i * 5 + 3) % 7;
		}
		for (unsigned int i = 0; i < n; i++) {
			insert(&entries[order[i]]);
			KUNIT_ASSERT_TRUE_MSG(test, all_sound(i + 1), "order %u", index);
		}
		for (unsigned int i = 0; i < n; i++) {
			erase(&entries[(order[i] + index) % n]);
			KUNIT_ASSERT_TRUE_MSG(test, all_sound(n - 1 - i), "order %u", index);
		}
		KUNIT_ASSERT_TRUE(test, RB_EMPTY_ROOT(&plain));
	}
}

static void depth_is_bounded(struct kunit *test)
{
	unsigned int deepest = 0;

	/* Ascending keys make a plain search tree a list. */
	for (unsigned int i = 0; i < NR_ENTRIES; i++) {
		entries[i].key = i;
		insert(&entries[i]);
	}
	for (unsigned int i = 0; i < NR_ENTRIES; i++) {
		unsigned int depth = 0;

		for (struct rb_node *up = &entries[i].plain; up; up = rb_parent(up))
			depth++;
		deepest = max(deepest, depth);
	}
	KUNIT_EXPECT_LE(test, deepest, 2u * ilog2(NR_ENTRIES + 1) + 2);
}

static int compare_key(const void *key, const struct rb_node *node)
{
	u32 wanted = *(const u32 *)key, there = plain_key((struct rb_node *)node);

	return wanted < there ? -1 : wanted > there;
}

static int compare_nodes(struct rb_node *a, const struct rb_node *b)
{
	u32 key = plain_key(a);

	return compare_key(&key, b);
}

static void finding(struct kunit *test)
{
	struct rb_node *node;
	unsigned int equal = 0;
	u32 key = 3;

	for (unsigned int i = 0; i < 30; i++) {
		entries[i].key = i / 6;
		insert(&entries[i]);
	}
	node = rb_find(&key, &plain, compare_key);
	KUNIT_ASSERT_NOT_NULL(test, node);
	KUNIT_EXPECT_EQ(test, plain_key(node), 3u);
	/* Equal ones stay in the order of insertion, and the first of them is found. */
	KUNIT_EXPECT_PTR_EQ(test, rb_find_first(&key, &plain, compare_key), &entries[18].plain);
	rb_for_each(node, &key, &plain, compare_key) {
		KUNIT_EXPECT_PTR_EQ(test, node, &entries[18 + equal].plain);
		equal++;
	}
	KUNIT_EXPECT_EQ(test, equal, 6u);
	key = 5;
	KUNIT_EXPECT_NULL(test, rb_find(&key, &plain, compare_key));
	entries[40].key = 4;
	KUNIT_EXPECT_NOT_NULL(test, rb_find_add(&entries[40].plain, &plain, compare_nodes));
	entries[40].key = 5;
	KUNIT_EXPECT_NULL(test, rb_find_add(&entries[40].plain, &plain, compare_nodes));
	KUNIT_EXPECT_PTR_EQ(test, rb_last(&plain), &entries[40].plain);
}

static void smallest_is_known(struct kunit *test)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed());
	for (unsigned int step = 0; step < 2000; step++) {
		struct entry *e = &entries[prandom_u32_state(&rnd) % 40];

		if (e->present) {
			bool was_first = rb_first_cached(&cached) == &e->plain;
			struct rb_node *first = rb_erase_cached(&e->plain, &cached);

			KUNIT_ASSERT_PTR_EQ(test, first,
					    was_first ? rb_first(&cached.rb_root) : NULL);
		} else {
			struct rb_node *node;

			e->key = prandom_u32_state(&rnd) % 20;
			node = rb_add_cached(&e->plain, &cached, plain_less);
			KUNIT_ASSERT_EQ(test, node != NULL, rb_first(&cached.rb_root) == &e->plain);
		}
		e->present = !e->present;
		KUNIT_ASSERT_PTR_EQ(test, rb_first_cached(&cached), rb_first(&cached.rb_root));
		KUNIT_ASSERT_TRUE(test, is_sound(&cached.rb_root, plain_key));
	}
}

static void replacing(struct kunit *test)
{
	struct entry stand_in = { .present = true };

	for (unsigned int i = 0; i < 50; i++) {
		entries[i].key = i;
		insert(&entries[i]);
	}
	for (unsigned int i = 0; i < 50; i++) {
		stand_in.key = i;
		rb_replace_node(&entries[i].plain, &stand_in.plain, &plain);
		KUNIT_ASSERT_TRUE(test, all_sound(50));
		rb_replace_node_rcu(&stand_in.plain, &entries[i].plain, &plain);
		KUNIT_ASSERT_TRUE(test, all_sound(50));
	}
}

static void cleared_nodes(struct kunit *test)
{
	struct rb_node node;

	RB_CLEAR_NODE(&node);
	KUNIT_EXPECT_TRUE(test, RB_EMPTY_NODE(&node));
	KUNIT_EXPECT_NULL(test, rb_next(&node));
	KUNIT_EXPECT_NULL(test, rb_prev(&node));
	KUNIT_EXPECT_NULL(test, rb_first(&plain));
	KUNIT_EXPECT_NULL(test, rb_last(&plain));
	KUNIT_EXPECT_NULL(test, rb_first_postorder(&plain));
}

static void freeing_in_postorder(struct kunit *test)
{
	struct entry *e, *next;
	unsigned int n = 0;

	for (unsigned int i = 0; i < 100; i++) {
		entries[i].key = i * 37 % 100;
		insert(&entries[i]);
	}
	rbtree_postorder_for_each_entry_safe(e, next, &plain, plain) {
		/* Whatever is freed, its children were before it. */
		for (struct rb_node *up = rb_parent(&e->plain); up; up = rb_parent(up))
			KUNIT_ASSERT_TRUE(test, rb_entry(up, struct entry, plain)->present);
		e->present = false;
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, 100u);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(random_steps),  KUNIT_CASE(all_small_trees),	     KUNIT_CASE(depth_is_bounded),
	KUNIT_CASE(finding),	   KUNIT_CASE(smallest_is_known),    KUNIT_CASE(replacing),
	KUNIT_CASE(cleared_nodes), KUNIT_CASE(freeing_in_postorder), {},
};

static struct kunit_suite suite = {
	.name = "base_rbtree",
	.init = start,
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
