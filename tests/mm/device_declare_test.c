// SPDX-License-Identifier: MIT
/* Declarations of devices: what can be read, what cannot, and registers at random. */
#include <kunit/test.h>
#include <linux/io.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <mm/boot/boot.h>
#include <mm/device/space.h>

/* ---- reading --------------------------------------------------------------------------------- */

static struct {
	struct block_spec blocks[4];
	struct register_spec regs[8];
	unsigned int nr_blocks, nr_regs;
} got;

static int got_block(const struct block_spec *spec, struct device_flaw *flaw)
{
	got.blocks[got.nr_blocks++] = *spec;
	return 0;
}

static int got_register(const struct register_spec *spec, struct device_flaw *flaw)
{
	got.regs[got.nr_regs++] = *spec;
	return 0;
}

static const struct device_sink sink = { got_block, got_register };

static void forms_are_read(struct kunit *test)
{
	static const char text[] = "# a UART and a timer\n"
				   "uart @ 0x3f8000 + 4K\t# the first\n"
				   "\n"
				   "\tdata@0:8\r\n"
				   ",status_2 @ 4 = 0x60 : 16 : ro,,\n"
				   "timer-0.x@4096+1M,now@8:64=18446744073709551615:counter";
	struct device_flaw flaw;

	memset(&got, 0, sizeof(got));
	KUNIT_ASSERT_EQ(test, device_read_text(text, &sink, &flaw), 0);
	KUNIT_EXPECT_EQ(test, device_syntax(text, &flaw), 0);
	KUNIT_EXPECT_EQ(test, device_syntax("", &flaw), 0);
	KUNIT_ASSERT_EQ(test, got.nr_blocks, 2u);
	KUNIT_ASSERT_EQ(test, got.nr_regs, 3u);
	KUNIT_EXPECT_STREQ(test, got.blocks[0].name, "uart");
	KUNIT_EXPECT_EQ(test, got.blocks[0].base, 0x3f8000ull);
	KUNIT_EXPECT_EQ(test, got.blocks[0].size, 4096ull);
	KUNIT_EXPECT_STREQ(test, got.blocks[1].name, "timer-0.x");
	KUNIT_EXPECT_EQ(test, got.blocks[1].base, 4096ull);
	KUNIT_EXPECT_EQ(test, got.blocks[1].size, 1ull << 20);
	KUNIT_EXPECT_EQ(test, got.regs[0].bytes, 1u);
	KUNIT_EXPECT_EQ(test, (int)got.regs[0].kind, (int)REGISTER_PLAIN);
	KUNIT_EXPECT_STREQ(test, got.regs[1].name, "status_2");
	KUNIT_EXPECT_EQ(test, got.regs[1].bytes, 2u);
	KUNIT_EXPECT_EQ(test, got.regs[1].value, 0x60ull);
	KUNIT_EXPECT_EQ(test, (int)got.regs[1].kind, (int)REGISTER_CONSTANT);
	KUNIT_EXPECT_EQ(test, got.regs[2].offset, 8ull);
	KUNIT_EXPECT_EQ(test, got.regs[2].value, ~0ull);
	KUNIT_EXPECT_EQ(test, (int)got.regs[2].kind, (int)REGISTER_COUNTER);
}

static void flaws_are_named(struct kunit *test)
{
	static const struct {
		const char *text, *what;
		unsigned int line;
	} cases[] = {
		{ "gpio", "'@' and an address are wanted behind 'gpio'", 1 },
		{ "@4+4", "the name of a block or a register is wanted, not '@'", 1 },
		{ "4u@4+4", "not '4u'", 1 },
		{ "a@+4", "the address behind '@' is wanted, a number, not '+4'", 1 },
		{ "a@0x+4", "is wanted, a number, not '0x+4'", 1 },
		{ "a@0x10z+4", "the address behind '@' is no number: '0x10z+4'", 1 },
		{ "a@8+0", "block a has size 0", 1 },
		{ "a@4+8", "a block begins at a multiple of 8", 1 },
		{ "a@8+", "the size of the block behind '+' is wanted, a number, not ''", 1 },
		{ "a@8+12T", "is no number: '12T'", 1 },
		{ "a@8+0x10000000000000000", "does not fit in 64 bits", 1 },
		{ "a@8+18446744073709551615K", "does not fit in 64 bits", 1 },
		{ "a@0xfffffffffffffff8+16", "beyond the end of the bus", 1 },
		{ "r@0=1", "register r stands before any block", 1 },
		{ "a@8+8\nr@2", "register r of 32 bits is at a multiple of 4, not at 0x2", 2 },
		{ "a@8+8\n\nr@8", "register r at 0x8: its block has 8 bytes", 3 },
		{ "a@8+8,r@4:64", "register r of 64 bits is at a multiple of 8, not", 1 },
		{ "a@8+4,r@0:64", "its block has 4 bytes", 1 },
		{ "a@8+8,r@0:24", "register r has 8, 16, 32 or 64 bits, not 24", 1 },
		{ "a@8+8,r@0:8=256", "register r of 8 bits cannot be 0x100", 1 },
		{ "a@8+8,r@0=256:8", "register r of 8 bits cannot be 0x100", 1 },
		{ "a@8+8,r@0=", "the value behind '=' is wanted", 1 },
		{ "a@8+8,r@0:sticky", "'sticky' is no kind of register: plain, read-to", 1 },
		{ "a@8+8 r@0", "a comma or a new line is wanted before 'r@0'", 1 },
		{ "a@8+8,r@0:plain rest\n", "is wanted before 'rest'", 1 },
		{ "a123456789012345678901234567890123@8+8", "is too long: 31 letters", 1 },
	};
	struct device_flaw flaw;

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ_MSG(test, device_syntax(cases[i].text, &flaw), -EINVAL, "%s",
				    cases[i].text);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(flaw.what, cases[i].what), "%s: %s",
				      cases[i].text, flaw.what);
		KUNIT_EXPECT_EQ_MSG(test, flaw.line, cases[i].line, "%s", cases[i].text);
	}
}

/* ---- machines that cannot be ----------------------------------------------------------------- */

static int boot(const char *devices)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = 2 * (PAGE_SIZE << MAX_PAGE_ORDER),
		.nodes = 1,
		.cpus = 2,
		.devices = devices,
		.quiet = true,
	};

	return machine_boot(&config);
}

static void impossible_devices_do_not_boot(struct kunit *test)
{
	static const char *const cases[][2] = {
		{ "a@0x100000+8", "device a at [mem 0x00100000-0x00100007] is in RAM" },
		{ "a@0xd0000000+16,b@0xd0000008+8",
		  "device b at [mem 0xd0000008-0xd000000f] is in the way of a at" },
		{ "a@0xd0000000+8,a@0xd0000008+8", "there are two devices of the name a" },
		{ "a@0xd0000000+8,x@0,x@4", "device a has two registers x" },
		{ "a@0xd0000000+8,x@0:64,y@4", "registers x and y of device a overlap" },
		{ "a@0xd0000000+8,x@8", "its block has 8 bytes" },
		{ "a@0x100000000000+0x4000000000000000", "the machine has no memory for device a" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_ASSERT_LT_MSG(test, boot(cases[i][0]), 0, "%s", cases[i][0]);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(machine_error(), cases[i][1]), "%s: %s",
				      cases[i][0], machine_error());
	}
	KUNIT_ASSERT_EQ(test, boot("a@0xd0000008+8,b@0xd0000010+8,c@0xd0000000+8"), 0);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

/* ---- registers at random --------------------------------------------------------------------- */

#define MODEL_BYTES 256
#define MODEL_STEPS 4000

/* What each byte holds and does; registers are as wide as they are aligned. */
struct model {
	struct rnd_state rnd;
	u8 value[MODEL_BYTES];
	u8 kind[MODEL_BYTES];
	u8 first[MODEL_BYTES], bytes[MODEL_BYTES]; /* of the register; @bytes 0: none */
};

static const char *const kind_names[] = { "plain",    "read-to-clear", "write-one-to-clear",
					  "constant", "counter",       "write-only" };

static void declare_at_random(struct model *m, struct textbuf *t)
{
	unsigned int at = 0;

	textbuf_printf(t, "model@0xd0000000+%d\n", MODEL_BYTES);
	while (at < MODEL_BYTES) {
		unsigned int bytes = 1u << prandom_u32_state(&m->rnd) % 4;
		unsigned int kind = prandom_u32_state(&m->rnd) % REGISTER_KINDS;
		u64 value = 0;

		if (at % bytes || !(prandom_u32_state(&m->rnd) % 4)) {
			at++;
			continue;
		}
		for (unsigned int i = at; i < at + bytes; i++) {
			m->kind[i] = (u8)kind;
			m->first[i] = (u8)at;
			m->bytes[i] = (u8)bytes;
			m->value[i] = (u8)prandom_u32_state(&m->rnd);
			value |= (u64)m->value[i] << 8 * (i - at);
		}
		textbuf_printf(t, "r%u@%u:%u=0x%llx:%s\n", at, at, bytes * 8, value,
			       kind_names[kind]);
		at += bytes;
	}
}

static u64 model_value(const struct model *m, unsigned int at, unsigned int bytes)
{
	u64 value = 0;

	while (bytes--)
		value = value << 8 | m->value[at + bytes];
	return value;
}

static u64 model_read(struct model *m, unsigned int at, unsigned int bytes)
{
	u64 value = model_value(m, at, bytes);
	unsigned int counted = ~0u;

	for (unsigned int i = at; i < at + bytes; i++) {
		unsigned int first = m->first[i];

		if (!m->bytes[i])
			continue;
		if (m->kind[i] == REGISTER_WRITE_ONLY)
			value &= ~(0xffull << 8 * (i - at));
		if (m->kind[i] == REGISTER_READ_CLEAR)
			m->value[i] = 0;
		if (m->kind[i] == REGISTER_COUNTER && counted != first) {
			u64 next = model_value(m, first, m->bytes[i]) + 1;

			for (unsigned int b = 0; b < m->bytes[i]; b++)
				m->value[first + b] = (u8)(next >> 8 * b);
			counted = first;
		}
	}
	return value;
}

static void model_write(struct model *m, unsigned int at, unsigned int bytes, u64 value)
{
	for (unsigned int i = at; i < at + bytes; i++, value >>= 8) {
		if (m->bytes[i] && m->kind[i] == REGISTER_CONSTANT)
			continue;
		if (m->bytes[i] && m->kind[i] == REGISTER_WRITE_CLEAR)
			m->value[i] &= (u8)~value;
		else
			m->value[i] = (u8)value;
	}
}

static void model_step(struct kunit *test, struct model *m, u8 __iomem *dev)
{
	unsigned int bytes = 1u << prandom_u32_state(&m->rnd) % 4;
	unsigned int at = prandom_u32_state(&m->rnd) % (MODEL_BYTES / bytes) * bytes;
	u64 value = (u64)prandom_u32_state(&m->rnd) << 32 | prandom_u32_state(&m->rnd);

	if (prandom_u32_state(&m->rnd) % 2) {
		__io_write(dev + at, bytes, value);
		model_write(m, at, bytes, value);
	} else {
		KUNIT_EXPECT_EQ_MSG(test, __io_read(dev + at, bytes), model_read(m, at, bytes),
				    "%u bytes at %u, seed %llu", bytes, at, kunit_seed());
	}
}

static void registers_against_a_model(struct kunit *test)
{
	static struct model m;
	static char text[SZ_16K];
	struct textbuf t;
	u8 __iomem *dev;

	memset(&m, 0, sizeof(m));
	prandom_seed_state(&m.rnd, kunit_seed());
	textbuf_init(&t, text, sizeof(text));
	declare_at_random(&m, &t);
	KUNIT_ASSERT_FALSE(test, textbuf_is_cut(&t));
	KUNIT_ASSERT_EQ_MSG(test, boot(text), 0, "%s", machine_error());
	dev = ioremap(0xd0000000, MODEL_BYTES);
	KUNIT_EXPECT_NOT_NULL(test, dev);
	for (unsigned int i = 0; dev && i < MODEL_STEPS; i++)
		model_step(test, &m, dev);
	iounmap(dev);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

static struct kunit_case declare_cases[] = {
	KUNIT_CASE(forms_are_read),
	KUNIT_CASE(flaws_are_named),
	KUNIT_CASE(impossible_devices_do_not_boot),
	KUNIT_CASE(registers_against_a_model),
	{},
};

static struct kunit_suite declare_suite = {
	.name = "device_declare",
	.test_cases = declare_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(declare_suite);
