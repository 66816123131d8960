/* SPDX-License-Identifier: MIT */
/* How many large blocks are free, and how many come when they are asked for. */
#ifndef BENCH_FRAGMENTATION_MEASURE_H
#define BENCH_FRAGMENTATION_MEASURE_H

struct churn_sample;
struct churn_result;

/** measure_free - look into the zones; fills in what they tell. */
void measure_free(struct churn_sample *sample);

/** measure_blocks - ask for as many blocks as the machine has, in each way, and give them back. */
void measure_blocks(struct churn_result *result);

#endif
