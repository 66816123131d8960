// SPDX-License-Identifier: MIT
/*
 * A callback for CPUs that come and go is still there when its module goes.
 *
 * expect:
 *	BUG: module leak_cpu_state was removed with its CPU hotplug state misuse:online still \
 *	registered
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/cpuhotplug.h>
#include <linux/module.h>

static enum cpuhp_state state;

static int online(unsigned int cpu)
{
	return 0;
}

static int __init leak_cpu_state_init(void)
{
	int err = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "misuse:online", online, NULL);

	if (err < 0)
		return err;
	state = err;
	return 0;
}

static void __exit leak_cpu_state_exit(void)
{
#ifdef CORRECTED
	cpuhp_remove_state_nocalls(state);
#endif
}

module_init(leak_cpu_state_init);
module_exit(leak_cpu_state_exit);
MODULE_DESCRIPTION("leaves a CPU callback behind");
MODULE_LICENSE("GPL");
