// SPDX-License-Identifier: MIT
/*
 * Programs in user mode (port/user.h).
 *
 *	port_user_run() ──> x86_user_enter ── iret ──> the program
 *	       ^                                           │ interrupt, fault, call
 *	       └── x86_user_left <── x86_user_leave() <── x86_trap()
 *
 * The stack that the processor changes to begins where x86_user_enter left it (x86_kernel_stack()).
 * What came is put into the program's record, and the stack is as if x86_user_enter had returned:
 * so the kernel has nothing half done while a program runs, and each way back is the same one.
 *
 * The kernel has no use for floating-point registers, so a program's are saved as it leaves user
 * mode, before anybody else can run, and loaded as it goes on.
 *
 * Where the processor has them, SMEP and SMAP keep the kernel from running the user's pages, and
 * from touching them but in x86_copy_*(), which say that they are about to.
 */
#include <linux/string.h>

#include "port/x86/frame.h"
#include "port/x86/x86.h"
#include <port/user.h>

#define MSR_STAR	0xc0000081
#define MSR_CALL	0xc0000082
#define MSR_CALL_FLAGS	0xc0000084
#define MSR_EFER	0xc0000080
#define EFER_CALLS	1
#define CR4_FLOATING	0x600 /* fxsave, and faults of vector mathematics */
#define CR4_SMEP	(1ul << 20)
#define CR4_SMAP	(1ul << 21)
#define CR0_MONITOR	2ul
#define CR0_ERRORS	0x20ul /* of floating point are faults */
#define CR0_EMULATE	4ul
#define LEAF_PROTECTION 7
#define HAS_SMEP	(1u << 7)
#define HAS_SMAP	(1u << 20)
/* Flags that a program may have: of arithmetic, direction, single steps, alignment and ID. */
#define FLAGS_USERS 0x240dd5ul
#define FLAG_ONE    2ul
/* What a call begins without: interrupts, steps, direction, alignment, nested tasks. */
#define FLAGS_CALL 0x44700

#ifdef __x86_64__
#define USER_DATA 0x00cff3000000ffffull
#define USER_CODE 0x00affb000000ffffull
#else
#define USER_DATA 0x00cff3000000ffffull
#define USER_CODE 0x00cffb000000ffffull
#endif

/** struct user_frame - what x86_user_enter takes the registers from; iret's part is complete. */
struct user_frame {
	struct x86_frame frame;
#ifdef __i386__
	unsigned long sp, ss;
#endif
};

/** struct user_state - struct port_user's state. */
struct user_state {
	u8 floating[512];
	struct user_frame registers;
};

_Static_assert(sizeof(struct user_state) <= PORT_USER_STATE * sizeof(u64),
	       "struct port_user has room for all registers");

/* How copies that faulted end: entry_user.h has these. */
struct user_fixup {
	unsigned long ip, to;
};

extern const struct user_fixup x86_copy_fixups[2];
size_t x86_copy_from_user(void *to, unsigned long from, size_t n);
size_t x86_copy_to_user(unsigned long to, const void *from, size_t n);
void x86_user_enter(const struct user_frame *registers, unsigned long *sp);
void x86_user_left(unsigned long sp) __noreturn;

bool (*port_user_fault)(unsigned long addr, bool write);
bool x86_has_smap;

/* ---- the CPU --------------------------------------------------------------------------------- */

static u32 protection_features(void)
{
	u32 leaf = 0, b, c = 0, d;

	asm volatile("cpuid" : "+a"(leaf), "=b"(b), "+c"(c), "=d"(d));
	if (leaf < LEAF_PROTECTION)
		return 0;
	leaf = LEAF_PROTECTION;
	c = 0;
	asm volatile("cpuid" : "+a"(leaf), "=b"(b), "+c"(c), "=d"(d));
	return b;
}

static void enable_calls(void)
{
#ifdef __x86_64__
	u32 low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_EFER));
	write_msr(MSR_EFER, (u64)high << 32 | low | EFER_CALLS);
	write_msr(MSR_STAR, (u64)SELECTOR_CODE << 32);
	write_msr(MSR_CALL, (unsigned long)x86_user_call);
	write_msr(MSR_CALL_FLAGS, FLAGS_CALL);
#endif
}

void x86_user_init(u64 *gdt)
{
	u32 features = protection_features();
	unsigned long cr0, cr4;

	gdt[SELECTOR_USER_DATA / 8] = USER_DATA;
	gdt[SELECTOR_USER_CODE / 8] = USER_CODE;
	asm volatile("mov %%cr0, %0; mov %%cr4, %1" : "=r"(cr0), "=r"(cr4));
	cr4 |= CR4_FLOATING | (features & HAS_SMEP ? CR4_SMEP : 0) |
	       (features & HAS_SMAP ? CR4_SMAP : 0);
	x86_has_smap = features & HAS_SMAP;
	asm volatile("mov %0, %%cr0; mov %1, %%cr4"
		     :
		     : "r"((cr0 | CR0_MONITOR | CR0_ERRORS) & ~CR0_EMULATE), "r"(cr4)
		     : "memory");
	enable_calls();
}

void board_switch_user(const struct thread *before, const struct thread *next)
{
	x86_space_switch(before, next);
	if (next->space)
		x86_kernel_stack(next->user_sp);
}

/* ---- the program ----------------------------------------------------------------------------- */

static struct user_state *state_of(struct port_user *user)
{
	return (struct user_state *)user->state;
}

void port_user_begin(struct port_user *user, unsigned long ip, unsigned long sp)
{
	struct user_state *state = state_of(user);
	/* The words that say how to calculate, as the processor has them after a reset. */
	const u16 control = 0x37f;
	const u32 vector_control = 0x1f80;

	memset(user, 0, sizeof(*user));
	memcpy(state->floating, &control, sizeof(control));
	memcpy(state->floating + 24, &vector_control, sizeof(vector_control));
	state->registers.frame.ip = ip;
	state->registers.frame.cs = SELECTOR_USER_CODE;
	state->registers.frame.flags = FLAG_INTERRUPTS | FLAG_ONE;
#ifdef __x86_64__
	state->registers.frame.sp = sp;
	state->registers.frame.ss = SELECTOR_USER_DATA;
#else
	state->registers.sp = sp;
	state->registers.ss = SELECTOR_USER_DATA;
#endif
}

void port_user_run(struct port_user *user)
{
	struct user_state *state = state_of(user);
	struct thread *me = current_thread();
	unsigned long flags = board_irq_save();

	me->user = user;
	/* A change of tasks, as i386 makes for a full stack, forbids these registers until then. */
	asm volatile("clts; fxrstor %0" : : "m"(state->floating));
	x86_user_enter(&state->registers, &me->user_sp);
	me->user = NULL;
	board_irq_restore(flags);
}

void port_user_return(struct port_user *user, long value)
{
	state_of(user)->registers.frame.ax = (unsigned long)value;
}

/* ---- where it comes back --------------------------------------------------------------------- */

bool x86_user_arrive(const struct x86_frame *frame)
{
	struct user_state *state;

	if (!(frame->cs & 3))
		return false;
	state = state_of(current_thread()->user);
	asm volatile("fxsave %0" : "=m"(state->floating));
	memcpy(&state->registers, frame, sizeof(state->registers));
	state->registers.frame.flags &= FLAGS_USERS;
	state->registers.frame.flags |= FLAG_INTERRUPTS | FLAG_ONE;
	return true;
}

static void take_call(struct port_user *user, const struct x86_frame *f)
{
#ifdef __x86_64__
	const unsigned long args[] = { f->di, f->si, f->dx, f->r10, f->r8, f->r9 };
#else
	const unsigned long args[] = { f->bx, f->cx, f->dx, f->si, f->di, f->bp };
#endif

	user->why = PORT_USER_CALL;
	user->call = f->ax;
	memcpy(user->args, args, sizeof(args));
}

/* Mathematics that went wrong is of one kind, however it was done. */
static enum port_trap_kind kind_of(unsigned long vector)
{
	switch (vector) {
	case FAULT_PAGE:
		return PORT_TRAP_FAULT;
	case FAULT_DIVIDE:
	case FAULT_MATH:
	case FAULT_VECTOR_MATH:
		return PORT_TRAP_DIVIDE;
	case FAULT_OPCODE:
		return PORT_TRAP_OPCODE;
	default:
		return PORT_TRAP_PROTECTION;
	}
}

static unsigned long sp_of(const struct user_frame *registers)
{
#ifdef __x86_64__
	return registers->frame.sp;
#else
	return registers->sp;
#endif
}

void x86_user_leave(struct x86_frame *frame, unsigned long address)
{
	struct thread *me = current_thread();
	struct port_user *user = me->user;
	struct port_trap *trap = &user->trap;

	trap->kind = kind_of(frame->vector);
	trap->address = address;
	trap->ip = frame->ip;
	trap->sp = sp_of(&state_of(user)->registers);
	trap->bp = frame->bp;
	trap->flags = frame->flags;
	trap->present = frame->error & PAGE_PRESENT;
	trap->write = frame->error & PAGE_WRITE;
	trap->fetch = frame->error & PAGE_FETCH;
	user->vector = frame->vector;
	user->error = frame->error;
	user->why = PORT_USER_TRAP;
	if (frame->vector == VECTOR_CALL)
		take_call(user, frame);
	else if (frame->vector >= VECTOR_TIMER || frame->vector == FAULT_NMI)
		user->why = PORT_USER_INTERRUPT;
	else if (frame->vector == FAULT_DEBUG || frame->vector == FAULT_BREAKPOINT)
		user->why = PORT_USER_STEP;
	x86_user_left(me->user_sp);
}

/* ---- its memory ------------------------------------------------------------------------------ */

size_t port_user_copy(void *kernel, unsigned long addr, size_t n, bool write)
{
	return write ? x86_copy_to_user(addr, kernel, n) : x86_copy_from_user(kernel, addr, n);
}

/* It was the side that a user is on, and not the kernel's. */
static const struct user_fixup *find_fixup(const struct x86_frame *frame, unsigned long address)
{
	const struct user_fixup *fixup = &x86_copy_fixups[frame->error & PAGE_WRITE ? 1 : 0];

	return frame->ip == fixup->ip && address < board_space.kernel_start ? fixup : NULL;
}

/* The page may have to be waited for, so the copy's context is gone back to. */
static bool is_served(const struct x86_frame *frame, unsigned long address)
{
	bool served;

	if (!port_user_fault || !(frame->flags & FLAG_INTERRUPTS))
		return false;
	board_irq_restore(FLAG_INTERRUPTS);
	served = port_user_fault(address, frame->error & PAGE_WRITE);
	board_irq_save();
	return served;
}

bool x86_user_fault(struct x86_frame *frame, unsigned long address)
{
	const struct user_fixup *fixup = find_fixup(frame, address);

	if (!fixup)
		return false;
	if (!is_served(frame, address))
		frame->ip = fixup->to;
	return true;
}
