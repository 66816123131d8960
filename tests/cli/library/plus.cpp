// SPDX-License-Identifier: MIT
// The library in C++, beside its standard library.
#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <ashlar/ashlar.h>

#include "check.h"

namespace {

struct object {
	long number;
};

void construct(void *p)
{
	static_cast<object *>(p)->number = 7;
}

// An allocator for containers.
template <typename T> struct kernel_allocator {
	using value_type = T;
	kernel_allocator() = default;
	template <typename U> kernel_allocator(const kernel_allocator<U> &)
	{
	}
	T *allocate(std::size_t n)
	{
		return static_cast<T *>(kmalloc_array(n, sizeof(T), GFP_KERNEL));
	}
	void deallocate(T *p, std::size_t)
	{
		kfree(p);
	}
	bool operator==(const kernel_allocator &) const
	{
		return true;
	}
	bool operator!=(const kernel_allocator &) const
	{
		return false;
	}
};

} // namespace

int main()
{
	kmem_cache_args args = {};
	args.ctor = construct;
	kmem_cache *five = kmem_cache_create("five", sizeof(object), 0, SLAB_NO_MERGE, construct);
	kmem_cache *four = kmem_cache_create("four", sizeof(object), &args, SLAB_NO_MERGE);
	CHECK(five && four);
	for (kmem_cache *cache : { five, four }) {
		auto *o = static_cast<object *>(kmem_cache_alloc(cache, GFP_KERNEL));
		CHECK(o && o->number == 7);
		kmem_cache_free(cache, o);
		kmem_cache_destroy(cache);
	}

	std::vector<int, kernel_allocator<int>> numbers;
	for (int i = 0; i < 10000; i++)
		numbers.push_back(10000 - i);
	std::sort(numbers.begin(), numbers.end());
	CHECK(numbers.front() == 1 && numbers.back() == 10000);

	ashlar_config config = {};
	CHECK(ashlar_boot(&config) < 0);
	CHECK(ashlar_check() == 0 && std::string(ashlar_version()) == ASHLAR_VERSION);
	return failures != 0;
}
