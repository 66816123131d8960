// SPDX-License-Identifier: MIT
/*
 * Starting the other CPUs, one after the other.
 *
 * The firmware's tables name them (acpi.c).  One that is told to begins in 16-bit mode at a page
 * below 1 MiB, where no machine's memory is yet: a copy of start_64.S, with a few words behind it
 * that say where to go on.  Its way leads over tables that are the kernel's but for one entry,
 * which has this page at its own address; from there it goes to the kernel's, and is an idle CPU.
 */
#include <linux/string.h>

#include "port/x86/trampoline.h"
#include "port/x86/x86.h"
#include <port/entry.h>

#define INIT_NS 10000000ull
/* The second call is for processors that lost the first; a busy host may be slow to run one. */
#define AGAIN_NS 100000000ull
#define START_NS 10000000000ull

/** struct start_words - what start_64.S reads. */
struct start_words {
	u64 root, stack, entry;
	u32 cpu, unused;
};

_Static_assert(sizeof(struct start_words) == TRAMPOLINE_WORDS, "start_64.S has room for them");

extern char x86_trampoline[], x86_trampoline_words[], x86_trampoline_end[];

static unsigned long kernel_root;

static struct start_words *words(void)
{
	return bare_at(TRAMPOLINE + (u64)(x86_trampoline_words - x86_trampoline));
}

/* ---- on the CPU that starts ------------------------------------------------------------------ */

static void __noreturn other_begins(u32 cpu)
{
	unsigned long high = words()->stack;

	asm volatile("mov %0, %%cr3" : : "r"(kernel_root) : "memory");
	thread_adopt_cpu(cpu, high - BARE_STACK_BYTES, high);
	x86_traps_init(cpu);
	x86_apic_init();
	__atomic_store_n(&x86_cpus[cpu].up, 1, __ATOMIC_RELEASE);
	thread_idle_loop();
}

/* ---- on the first ---------------------------------------------------------------------------- */

static bool wait_for(const u32 *word, u64 ns)
{
	u64 end = board_time_ns() + ns;

	while (!(word && __atomic_load_n(word, __ATOMIC_ACQUIRE))) {
		if (board_time_ns() >= end)
			return false;
		board_pause();
	}
	return true;
}

/** struct low_tables - a root that has the first 2 MiB at their own addresses, too. */
struct low_tables {
	u64 root, middle, low;
};

static void give_tables(struct low_tables *t)
{
	u64 *frames[] = { &t->root, &t->middle, &t->low };

	for (unsigned int i = 0; i < 3; i++)
		if (*frames[i])
			kept_give(*frames[i]);
}

static bool make_tables(struct low_tables *t)
{
	*t = (struct low_tables){ kept_take(), kept_take(), kept_take() };
	if (!t->root || !t->middle || !t->low)
		return false;
	memcpy(bare_at(t->root), bare_at(kernel_root), BARE_PAGE);
	*(u64 *)bare_at(t->root) = entry_of_table(t->middle);
	*(u64 *)bare_at(t->middle) = entry_of_table(t->low);
	*(u64 *)bare_at(t->low) = ENTRY_VALID | ENTRY_WRITE | ENTRY_LARGE;
	return true;
}

static bool start_one(unsigned int cpu, const struct low_tables *tables)
{
	struct x86_cpu *other = &x86_cpus[cpu];
	unsigned long stack = stack_take();

	if (!stack || !x86_interrupt_stack(cpu))
		return false;
	*words() = (struct start_words){
		.root = tables->root,
		.stack = stack + BARE_STACK_BYTES,
		.entry = (unsigned long)other_begins,
		.cpu = cpu,
	};
	other->idling = 1;
	x86_apic_send(other->apic_id, APIC_SEND_INIT);
	wait_for(NULL, INIT_NS);
	x86_apic_send(other->apic_id, APIC_SEND_START | TRAMPOLINE >> 12);
	if (wait_for(&other->up, AGAIN_NS))
		return true;
	x86_apic_send(other->apic_id, APIC_SEND_START | TRAMPOLINE >> 12);
	if (wait_for(&other->up, START_NS))
		return true;
	/* It must not come when this page is somebody's. */
	x86_apic_send(other->apic_id, APIC_SEND_INIT);
	return false;
}

void x86_start_others(u64 rsdp)
{
	u8 apic_ids[CONFIG_NR_CPUS];
	unsigned int nr = x86_acpi_cpus(rsdp, apic_ids, CONFIG_NR_CPUS);
	struct low_tables tables;

	if (nr < 2)
		return;
	kernel_root = x86_root();
	memcpy(bare_at(TRAMPOLINE), x86_trampoline, (size_t)(x86_trampoline_end - x86_trampoline));
	if (make_tables(&tables)) {
		for (unsigned int i = 0; i < nr; i++) {
			if (apic_ids[i] == x86_cpus[0].apic_id)
				continue;
			x86_cpus[bare_nr_cpus].apic_id = apic_ids[i];
			if (!start_one(bare_nr_cpus, &tables))
				break;
			bare_nr_cpus++;
		}
	}
	if (bare_nr_cpus < nr)
		bare_say("of %u CPUs only %u came\n", (unsigned long)nr,
			 (unsigned long)bare_nr_cpus);
	give_tables(&tables);
}
