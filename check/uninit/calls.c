// SPDX-License-Identifier: MIT
/*
 * Calls of the core by instrumented modules.
 *
 * The core notes nothing of what it writes, so on the way to a function it is noted what that may:
 * the loader binds each function of the core that no other file here knows to a *stub*, which comes
 * by here with the call's arguments and goes on to the function.  What stands on the stack are the
 * module's arguments still, and where to return is the module, so the function and traces see no
 * difference.
 *
 *	module ──> stub ──> uninit_calls_core ──> uninit_called()	what is written
 *					      └─> the function
 *
 * Data of the core, and what other modules export, is bound as ever; and so are functions that the
 * core compares callbacks with, since a stub is another address.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "base/lock.h"
#include "check/check.h"
#include "check/uninit/shadow.h"
#include "mm/slab/slab.h"
#include "port/port.h"

/* Derived: more than the core exports. */
#define STUBS 4096

/**
 * struct stub - the way to a function.
 * @code: puts the address of this into a register, and jumps to uninit_calls_core.
 */
struct stub {
	u8 code[24];
	unsigned long function;
	const struct effect *effect;
};

static struct lock lock;
static struct stub *stubs;
static unsigned int nr_stubs;

/* ---- what a pointer leads to ----------------------------------------------------------------- */

/* To the end of pages that anything is not written in, since a block's size is not on its pages. */
static void clear_pages(unsigned long addr, unsigned long end)
{
	while (addr < end && !shadow_is_clear(addr)) {
		unsigned long next = (addr | (PIECE - 1)) + 1;

		shadow_clear(addr, min(next, end) - addr);
		addr = next;
	}
}

static void clear_lowmem(unsigned long addr)
{
	struct slab_place place;
	unsigned long end;

	if (!virt_to_head_page((void *)addr)->slab_cache) {
		clear_pages(addr, page_offset_base + lowmem_bytes);
		return;
	}
	if (!slab_place_of((void *)addr, &place))
		return;
	end = (unsigned long)place.object + place.size;
	if (addr < end)
		shadow_clear(addr, end - addr);
}

static void clear_area(unsigned long addr)
{
	const struct vm_struct *area = find_vm_area((void *)addr);

	if (area)
		clear_pages(addr, (unsigned long)area->addr + area->size);
}

/* A page that the core is told of by its record. */
static bool clear_page_of(unsigned long addr)
{
	const struct page *page = (const struct page *)addr;

	if (addr - (unsigned long)mem_map >= max_pfn * sizeof(struct page))
		return false;
	if ((addr - (unsigned long)mem_map) % sizeof(struct page) == 0 && !PageHighMem(page))
		clear_pages((unsigned long)lowmem_page_address(page),
			    page_offset_base + lowmem_bytes);
	return true;
}

static void clear_all(unsigned long addr)
{
	unsigned long end;

	if (clear_page_of(addr))
		return;
	if (addr - page_offset_base < lowmem_bytes) {
		clear_lowmem(addr);
		return;
	}
	end = locals_find(addr);
	if (end)
		shadow_clear(addr, end - addr);
	else if (is_vmalloc_addr((void *)addr))
		clear_area(addr);
}

void written_through(unsigned long pointer, long bytes)
{
	/* No memory of the kernel: a number, or NULL. */
	if (pointer < PAGE_SIZE || pointer >= 1ul << ADDRESS_BITS)
		return;
	if (bytes == WRITES_ALL)
		clear_all(pointer);
	else if (bytes > 0)
		shadow_clear(pointer, (size_t)bytes);
}

/* ---- on the way ------------------------------------------------------------------------------ */

static long bytes_written(const struct effect *effect, const unsigned long *args, unsigned int i)
{
	long bytes = effect->writes[i];

	if (bytes == WRITES_NEXT || bytes == WRITES_AFTER)
		return (long)args[i - (unsigned int)(bytes - WRITES_NEXT) + 1];
	return bytes;
}

/* Called by uninit_calls_core: @args are the first six, @sp is where the module's stack ends. */
unsigned long uninit_called(const struct stub *stub, const unsigned long *args, unsigned long sp);

__attribute__((used)) unsigned long uninit_called(const struct stub *stub,
						  const unsigned long *args, unsigned long sp)
{
	stack_left(sp);
	for (unsigned int i = 0; i < EFFECT_ARGS; i++)
		if (stub->effect->writes[i])
			written_through(args[i], bytes_written(stub->effect, args, i));
	return stub->function;
}

void uninit_calls_core(void);

#if defined(__x86_64__)
/* Registers that carry arguments, and %rax, which says how many vectors do, are as they were. */
__asm__(".text\n"
	".p2align 4\n"
	".hidden uninit_calls_core\n"
	".globl uninit_calls_core\n"
	".type uninit_calls_core, @function\n"
	"uninit_calls_core:\n"
	"	.cfi_startproc\n"
	"	pushq	%rbp\n"
	"	.cfi_def_cfa_offset 16\n"
	"	.cfi_offset %rbp, -16\n"
	"	movq	%rsp, %rbp\n"
	"	.cfi_def_cfa_register %rbp\n"
	"	pushq	%rax\n"
	"	pushq	%r10\n"
	"	pushq	%r9\n"
	"	pushq	%r8\n"
	"	pushq	%rcx\n"
	"	pushq	%rdx\n"
	"	pushq	%rsi\n"
	"	pushq	%rdi\n"
	"	movq	%r11, %rdi\n"
	"	movq	%rsp, %rsi\n"
	"	movq	%rbp, %rdx\n"
	"	subq	$128, %rsp\n"
	"	movups	%xmm0, (%rsp)\n"
	"	movups	%xmm1, 16(%rsp)\n"
	"	movups	%xmm2, 32(%rsp)\n"
	"	movups	%xmm3, 48(%rsp)\n"
	"	movups	%xmm4, 64(%rsp)\n"
	"	movups	%xmm5, 80(%rsp)\n"
	"	movups	%xmm6, 96(%rsp)\n"
	"	movups	%xmm7, 112(%rsp)\n"
	"	callq	uninit_called\n"
	"	movq	%rax, %r11\n"
	"	movups	(%rsp), %xmm0\n"
	"	movups	16(%rsp), %xmm1\n"
	"	movups	32(%rsp), %xmm2\n"
	"	movups	48(%rsp), %xmm3\n"
	"	movups	64(%rsp), %xmm4\n"
	"	movups	80(%rsp), %xmm5\n"
	"	movups	96(%rsp), %xmm6\n"
	"	movups	112(%rsp), %xmm7\n"
	"	addq	$128, %rsp\n"
	"	popq	%rdi\n"
	"	popq	%rsi\n"
	"	popq	%rdx\n"
	"	popq	%rcx\n"
	"	popq	%r8\n"
	"	popq	%r9\n"
	"	popq	%r10\n"
	"	popq	%rax\n"
	"	popq	%rbp\n"
	"	.cfi_def_cfa %rsp, 8\n"
	"	jmpq	*%r11\n"
	"	.cfi_endproc\n"
	".size uninit_calls_core, .-uninit_calls_core\n");
#else
void uninit_calls_core(void)
{
}
#endif

/* movabs $stub, %r11; movabs $uninit_calls_core, %r10; jmp *%r10 */
static void write_code(struct stub *stub)
{
	u64 self = (unsigned long)stub, common = (unsigned long)uninit_calls_core;

	memcpy(stub->code, "\x49\xbb", 2);
	memcpy(stub->code + 2, &self, 8);
	memcpy(stub->code + 10, "\x49\xba", 2);
	memcpy(stub->code + 12, &common, 8);
	memcpy(stub->code + 20, "\x41\xff\xe2", 3);
}

/* ---- by name --------------------------------------------------------------------------------- */

unsigned long calls_bind(const char *name, unsigned long function)
{
	struct stub *stub;
	unsigned int i = 0;

	if (!uninit_in_core(function) || strstarts(name, "__msan_") || strstarts(name, "kmsan_") ||
	    is_compared(name))
		return 0;
	lock_acquire(&lock);
	while (i < nr_stubs && stubs[i].function != function)
		i++;
	stub = &stubs[i];
	if (i == nr_stubs && nr_stubs < STUBS) {
		stub->function = function;
		stub->effect = effect_of(name);
		write_code(stub);
		nr_stubs++;
	}
	lock_release(&lock);
	return i < STUBS ? (unsigned long)stub->code : 0;
}

int calls_start(void)
{
	lock_init(&lock);
	nr_stubs = 0;
	stubs = check_host_code(STUBS * sizeof(*stubs));
	return stubs ? 0 : -ENOMEM;
}

void calls_stop(void)
{
	check_host_free(stubs, STUBS * sizeof(*stubs));
	stubs = NULL;
}
