/* SPDX-License-Identifier: MIT */
/* Inside mm/page: nodes, whose turn it is, and who pays. */
#ifndef MM_PAGE_POLICY_H
#define MM_PAGE_POLICY_H

#include <linux/nodemask.h>
#include <mm/page/page.h>

struct page_request;

/* node.c: distances, CPUs of nodes. */
int node_table_init(void);
void node_states_update(void);

/* policy.c: the calling thread's placement in this machine. */
void policy_init(void);
struct port_placement *placement_self(void);
int policy_nodes(gfp_t gfp, unsigned int order, const struct nodemask **nodes);
void policy_failed(void);
struct zone *preferred_zone(const struct page_request *rq);
void zone_statistics(struct zone *preferred, struct zone *z, long nr);

/* account.c */
int account_init(void);
bool account_charge(struct page *page, unsigned int order, gfp_t gfp);
void account_uncharge(struct page *page, unsigned int order);
void account_split(struct page *page, unsigned int order);
void account_migrate(struct page *dst, struct page *src);

/* node_show.c: files of /sys/devices/system/node/node<nid>. */
void numastat_show(struct textbuf *t, int nid);
void node_distance_show(struct textbuf *t, int nid);
void node_meminfo_show(struct textbuf *t, int nid);

#endif
