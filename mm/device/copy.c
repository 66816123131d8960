// SPDX-License-Identifier: MIT
/*
 * Many accesses in a row.
 *
 * memcpy_toio() and its kin take the widest accesses that are aligned on the device's side; a
 * driver that minds which these are uses readsl() or writel().  The first that is no good ends the
 * row, so that one mistake is reported once.
 */
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/io.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include <mm/device/space.h>

/* Derived: no processor that Linux runs on has a wider ordinary access. */
#define WIDEST sizeof(unsigned long)

static unsigned int width_at(unsigned long addr, size_t left)
{
	unsigned int bytes = WIDEST;

	while (addr % bytes || bytes > left)
		bytes /= 2;
	return bytes;
}

/* Values are little-endian on the bus, and bytes in memory. */
static u64 bytes_to_value(const u8 *p, unsigned int bytes)
{
	u64 value = 0;

	while (bytes--)
		value = value << 8 | p[bytes];
	return value;
}

static void value_to_bytes(u64 value, u8 *p, unsigned int bytes)
{
	for (; bytes--; value >>= 8)
		*p++ = (u8)value;
}

/**
 * memcpy_fromio - copy from device memory.
 * @to: ordinary memory; what could not be read there is all ones.
 * @from: of ioremap().
 * @count: bytes.
 */
void memcpy_fromio(void *to, const volatile void __iomem *from, size_t count)
{
	struct device_access access = { .addr = (unsigned long)from, .ip = _RET_IP_ };

	for (; count; count -= access.bytes) {
		access.bytes = width_at(access.addr, count);
		if (!device_access(&access)) {
			memset(to, 0xff, count);
			return;
		}
		value_to_bytes(access.value, to, access.bytes);
		access.addr += access.bytes;
		to = (char *)to + access.bytes;
	}
}
EXPORT_SYMBOL(memcpy_fromio);

/** memcpy_toio - copy @count bytes of ordinary memory to device memory. */
void memcpy_toio(volatile void __iomem *to, const void *from, size_t count)
{
	struct device_access access = { .addr = (unsigned long)to, .write = true, .ip = _RET_IP_ };

	for (; count; count -= access.bytes) {
		access.bytes = width_at(access.addr, count);
		access.value = bytes_to_value(from, access.bytes);
		if (!device_access(&access))
			return;
		access.addr += access.bytes;
		from = (const char *)from + access.bytes;
	}
}
EXPORT_SYMBOL(memcpy_toio);

/** memset_io - fill @count bytes of device memory with @value. */
void memset_io(volatile void __iomem *addr, int value, size_t count)
{
	struct device_access access = { .addr = (unsigned long)addr,
					.write = true,
					.ip = _RET_IP_ };

	for (; count; count -= access.bytes) {
		access.bytes = width_at(access.addr, count);
		access.value = (u8)value * 0x0101010101010101ull;
		if (!device_access(&access))
			return;
		access.addr += access.bytes;
	}
}
EXPORT_SYMBOL(memset_io);

/**
 * __io_read_rep - what readsb(), readsw(), readsl() and readsq() do.
 * @addr: of ioremap(): one register, such as that of a queue.
 * @to: where the values go; what could not be read there is all ones.
 * @count: how many accesses.
 * @bytes: of each.
 */
void __io_read_rep(const volatile void __iomem *addr, void *to, unsigned int count,
		   unsigned int bytes)
{
	struct device_access access = {
		.addr = (unsigned long)addr,
		.bytes = bytes,
		.ip = _RET_IP_,
	};

	for (; count; count--, to = (char *)to + bytes) {
		if (!device_access(&access)) {
			memset(to, 0xff, (size_t)count * bytes);
			return;
		}
		value_to_bytes(access.value, to, bytes);
	}
}
EXPORT_SYMBOL(__io_read_rep);

/** __io_write_rep - what writesb(), writesw(), writesl() and writesq() do. */
void __io_write_rep(volatile void __iomem *addr, const void *from, unsigned int count,
		    unsigned int bytes)
{
	struct device_access access = {
		.addr = (unsigned long)addr,
		.bytes = bytes,
		.write = true,
		.ip = _RET_IP_,
	};

	for (; count; count--, from = (const char *)from + bytes) {
		access.value = bytes_to_value(from, bytes);
		if (!device_access(&access))
			return;
	}
}
EXPORT_SYMBOL(__io_write_rep);
