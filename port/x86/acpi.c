// SPDX-License-Identifier: MIT
/*
 * The processors that the board has, from its firmware's tables (ACPI).
 *
 *	start information ──> RSDP ──> RSDT or XSDT ──> MADT: an entry for each local interrupt
 *	                                                controller, which is one for each processor
 *
 * Each is found by its signature and believed when its bytes add up to 0.  The tables are reached
 * through the direct map, which has all that lies below 4 GiB.
 */
#include <linux/string.h>

#include "port/x86/x86.h"

/** struct acpi_root - where the lists of tables are: @lists4 by 32 bit, @lists8 by 64. */
struct acpi_root {
	char signature[8];
	u8 sum;
	char oem[6];
	u8 revision;
	u32 lists4, length;
	u64 lists8;
} __attribute__((packed));

struct acpi_table {
	char signature[4];
	u32 length;
	u8 revision, sum;
	char oem[26];
} __attribute__((packed));

/** struct acpi_local - a processor: its controller's number, if @flags say that it can be used. */
struct acpi_local {
	u8 type, length, uid, apic_id;
	u32 flags;
} __attribute__((packed));

#define ROOT_BYTES	  20 /* of the first revision, which are added up by themselves */
#define MADT_HEADER	  8  /* the controllers' address, and flags, before the entries */
#define ENTRY_LOCAL	  0
#define LOCAL_ENABLED	  1u
#define TABLE_BYTES_LIMIT (1u << 20)

_Static_assert(sizeof(struct acpi_table) == 36, "a table begins with 36 bytes");

static bool adds_up(const void *bytes, u32 nr)
{
	u8 sum = 0;

	for (u32 i = 0; i < nr; i++)
		sum = (u8)(sum + ((const u8 *)bytes)[i]);
	return !sum;
}

static bool is_table(const struct acpi_table *table, const char *signature)
{
	return !memcmp(table->signature, signature, sizeof(table->signature)) &&
	       table->length >= sizeof(*table) && table->length <= TABLE_BYTES_LIMIT &&
	       adds_up(table, table->length);
}

/* @bytes: of an entry of the list, which is not aligned to it. */
static const struct acpi_table *find_in(const struct acpi_table *list, size_t bytes,
					const char *signature)
{
	for (u32 from = sizeof(*list); from + bytes <= list->length; from += (u32)bytes) {
		u64 where = 0;

		memcpy(&where, (const char *)list + from, bytes);
		if (is_table(bare_at(where), signature))
			return bare_at(where);
	}
	return NULL;
}

static const struct acpi_table *find_table(u64 rsdp, const char *signature)
{
	const struct acpi_root *root = bare_at(rsdp);

	if (!rsdp || memcmp(root->signature, "RSD PTR ", 8) || !adds_up(root, ROOT_BYTES))
		return NULL;
	if (root->revision >= 2 && root->lists8 && is_table(bare_at(root->lists8), "XSDT"))
		return find_in(bare_at(root->lists8), sizeof(u64), signature);
	if (is_table(bare_at(root->lists4), "RSDT"))
		return find_in(bare_at(root->lists4), sizeof(u32), signature);
	return NULL;
}

unsigned int x86_acpi_cpus(u64 rsdp, u8 *apic_ids, unsigned int max)
{
	const struct acpi_table *madt = find_table(rsdp, "APIC");
	unsigned int nr = 0;
	u32 from;

	if (!madt)
		return 0;
	for (from = sizeof(*madt) + MADT_HEADER; from + 2 <= madt->length && nr < max;) {
		const struct acpi_local *entry = (const void *)((const char *)madt + from);

		if (entry->length < 2 || from + entry->length > madt->length)
			break;
		if (entry->type == ENTRY_LOCAL && entry->length >= sizeof(*entry) &&
		    entry->flags & LOCAL_ENABLED)
			apic_ids[nr++] = entry->apic_id;
		from += entry->length;
	}
	return nr;
}
