/* SPDX-License-Identifier: MIT */
/*
 * The record of a packet, for those who allocate objects of its shape.  There is no network, so
 * there are no packets: alloc_skb() and its kin are not here.
 */
#ifndef _LINUX_SKBUFF_H
#define _LINUX_SKBUFF_H

#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct net_device;
struct sock;

/** struct sk_buff - four lines of a cache, nearly, as on Linux. */
struct sk_buff {
	struct sk_buff *next, *prev;
	struct net_device *dev;
	struct sock *sk;
	ktime_t tstamp;
	char cb[48] __aligned(8);
	unsigned long dst;
	void (*destructor)(struct sk_buff *skb);
	unsigned int len, data_len;
	u16 mac_len, hdr_len;
	u32 priority, hash, mark;
	u16 queue_mapping, vlan_tci;
	__be16 protocol, vlan_proto;
	u16 transport_header, network_header, mac_header;
	u8 pkt_type, ip_summed;
	unsigned char *head, *data;
	u32 tail, end;
	unsigned int truesize;
	refcount_t users;
};

#endif
