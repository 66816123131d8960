// SPDX-License-Identifier: MIT
/* Managed interrupts: freed with their device. */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>

/* struct managed - an interrupt that a device has. */
struct managed {
	unsigned int irq;
	void *dev_id;
};

static void release(struct device *dev, void *res)
{
	const struct managed *managed = res;

	free_irq(managed->irq, managed->dev_id);
}

static int match(struct device *dev, void *res, void *data)
{
	const struct managed *managed = res, *wanted = data;

	return managed->irq == wanted->irq && managed->dev_id == wanted->dev_id;
}

/** devm_request_threaded_irq - request_threaded_irq() that is freed when @dev goes. */
int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long flags, const char *name,
			      void *dev_id)
{
	struct managed *managed =
		devres_alloc_node(release, sizeof(*managed), GFP_KERNEL, dev_to_node(dev));
	int err;

	if (!managed)
		return -ENOMEM;
	err = request_threaded_irq(irq, handler, thread_fn, flags, name ?: dev_name(dev), dev_id);
	if (err) {
		devres_free(managed);
		return err;
	}
	*managed = (struct managed){ irq, dev_id };
	devres_add(dev, managed);
	return 0;
}
EXPORT_SYMBOL(devm_request_threaded_irq);

/** devm_free_irq - free it before its device goes; another is warned of. */
void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	struct managed wanted = { irq, dev_id };

	WARN_ON(devres_destroy(dev, release, match, &wanted));
	free_irq(irq, dev_id);
}
EXPORT_SYMBOL(devm_free_irq);
