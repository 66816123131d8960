// SPDX-License-Identifier: MIT
/* Locks, waiting and time under their first names. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/time.h>
#include <linux/wait.h>
#include <asm/atomic.h>
#include <asm/bitops.h>
#include <asm/semaphore.h>

static DECLARE_WAIT_QUEUE_HEAD(queue);
static DECLARE_MUTEX(sem);
static DECLARE_COMPLETION(done);
static spinlock_t lock = SPIN_LOCK_UNLOCKED;
static rwlock_t rwlock = RW_LOCK_UNLOCKED;
static atomic_t count = ATOMIC_INIT(0);
static int flag;

static int worker(void *data)
{
	wait_event_interruptible(queue, flag != 0);
	atomic_inc(&count);
	complete(&done);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ / 100);
	return 7;
}

static int __init locks(void)
{
	down(&sem);
	up(&sem);
	if (down_interruptible(&sem))
		return -ERESTARTSYS;
	printk(KERN_INFO "waiting: taken twice %d\n", down_trylock(&sem) == 0);
	up(&sem);
	spin_lock(&lock);
	printk(KERN_INFO "waiting: atomic %d, interrupt %d\n", in_atomic() ? 1 : 0,
	       in_interrupt() ? 1 : 0);
	spin_unlock(&lock);
	read_lock(&rwlock);
	read_unlock(&rwlock);
	write_lock_irq(&rwlock);
	write_unlock_irq(&rwlock);
	return 0;
}

static int __init waiting_init(void)
{
	struct task_struct *thread = kthread_run(worker, NULL, "worker/%d", 1);
	unsigned long bits = 0, start = jiffies;
	struct timeval now;

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	msleep(20);
	flag = 1;
	wake_up_interruptible(&queue);
	wait_for_completion(&done);
	printk(KERN_INFO "waiting: counted %d, returned %d\n", atomic_read(&count),
	       kthread_stop(thread));
	udelay(10);
	mdelay(1);
	do_gettimeofday(&now);
	set_bit(3, &bits);
	printk(KERN_INFO "waiting: later %d, %ld s, bits %lx\n", time_after(jiffies, start),
	       now.tv_sec > 0 ? 1L : 0L, bits);
	return locks();
}

static void __exit waiting_exit(void)
{
}

module_init(waiting_init);
module_exit(waiting_exit);
MODULE_LICENSE("GPL");
