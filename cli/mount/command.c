// SPDX-License-Identifier: MIT
/*
 * A program that finds the machine's files in /dev, /proc and /sys.
 *
 *	here		there: a child, in a mount name space of its own (for others than root:
 *			and a user name space, where it is root)
 *
 *			mounts FUSE, and hands over
 *	serves	<──	the file of /dev/fuse
 *			puts the machine's dev, proc and sys in place of the host's, and the
 *			host's into /dev/.host, where links lead to it (names.c)
 *	waits		becomes the program
 *
 * Nothing of that is seen outside, and all of it goes with the program and its children.  The
 * child is a fork of a process with many threads, so it does nothing but system calls.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/mount/mount.h"
#include "cli/mount/served.h"

/** struct trouble - what the child could not do. */
struct trouble {
	int err;
	char what[60];
};

/* What a shell says of who dies by a signal. */
#define SIGNAL_STATUS 128

static volatile pid_t child_pid;

/* ---- the child ------------------------------------------------------------------------------- */

static int to_parent;

static void __attribute__((noreturn)) give_up(const char *what)
{
	struct trouble t = { .err = errno };

	strncpy(t.what, what, sizeof(t.what) - 1);
	_exit(write(to_parent, &t, sizeof(t)) == sizeof(t) ? 1 : 2);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		give_up(path);
	close(fd);
}

/* Who has no right to mount gets one over a name space of his own. */
static void enter_spaces(unsigned int uid, unsigned int gid)
{
	char map[32];

	if (unshare(CLONE_NEWNS) != 0) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
			give_up("a mount name space");
		write_file("/proc/self/setgroups", "deny");
		snprintf(map, sizeof(map), "0 %u 1", uid);
		write_file("/proc/self/uid_map", map);
		snprintf(map, sizeof(map), "0 %u 1", gid);
		write_file("/proc/self/gid_map", map);
	}
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		give_up("mounts that others do not see");
}

/* A copy of what is mounted at @path, to be mounted elsewhere. */
static int take_tree(const char *path)
{
	int fd = (int)syscall(SYS_open_tree, AT_FDCWD, path,
			      OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);

	if (fd < 0)
		give_up(path);
	return fd;
}

static void put_tree(int fd, const char *path)
{
	if (syscall(SYS_move_mount, fd, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) != 0)
		give_up(path);
	close(fd);
}

static int mount_fuse(const char *path)
{
	char options[128];
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		give_up("/dev/fuse");
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions", fd);
	if (mount("ashlar", path, "fuse.ashlar", MS_NOSUID | MS_NODEV, options) != 0)
		give_up("FUSE in a mount name space");
	return fd;
}

static void send_file(int fd)
{
	char byte = 0, space[CMSG_SPACE(sizeof(int))] = {};
	struct iovec part = { &byte, 1 };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = space,
				  .msg_controllen = sizeof(space) };
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	if (sendmsg(to_parent, &message, 0) != 1)
		give_up("a file of another process");
	close(fd);
}

/* The root of the machine's files is mounted only for as long as it takes to take them from it. */
static void arrange_files(void)
{
	int host_dev = take_tree("/dev"), host_proc = take_tree("/proc"),
	    host_sys = take_tree("/sys");
	int dev, proc, sys;

	send_file(mount_fuse("/dev"));
	dev = take_tree("/dev/dev");
	proc = take_tree("/dev/proc");
	sys = take_tree("/dev/sys");
	if (umount2("/dev", MNT_DETACH) != 0)
		give_up("/dev");
	put_tree(dev, "/dev");
	put_tree(host_dev, "/dev/.host/dev");
	put_tree(host_proc, "/dev/.host/proc");
	put_tree(host_sys, "/dev/.host/sys");
	put_tree(proc, "/proc");
	put_tree(sys, "/sys");
}

static void __attribute__((noreturn)) become(char *const argv[], unsigned int uid, unsigned int gid)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	enter_spaces(uid, gid);
	arrange_files();
	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(argv[0], argv);
	give_up(argv[0]);
}

/* ---- the parent ------------------------------------------------------------------------------ */

/* Signals that are for the program as well; the terminal's it has had already. */
static void pass_on(int sig)
{
	if (child_pid > 0)
		kill(child_pid, sig);
}

static const int passed_on[] = { SIGTERM, SIGHUP, SIGUSR1, SIGUSR2 };
static const int ignored[] = { SIGINT, SIGQUIT };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static struct sigaction old_actions[NSIG];

static void catch_signals(void)
{
	struct sigaction pass = { .sa_handler = pass_on, .sa_flags = SA_RESTART },
			 ignore = { .sa_handler = SIG_IGN };

	for (size_t i = 0; i < COUNT(passed_on); i++)
		sigaction(passed_on[i], &pass, &old_actions[passed_on[i]]);
	for (size_t i = 0; i < COUNT(ignored); i++)
		sigaction(ignored[i], &ignore, &old_actions[ignored[i]]);
}

static void restore_signals(void)
{
	for (size_t i = 0; i < COUNT(passed_on); i++)
		sigaction(passed_on[i], &old_actions[passed_on[i]], NULL);
	for (size_t i = 0; i < COUNT(ignored); i++)
		sigaction(ignored[i], &old_actions[ignored[i]], NULL);
}

/* Return: a file, or -1 with @t saying why not. */
static int receive_file(int from_child, struct trouble *t)
{
	char space[CMSG_SPACE(sizeof(int))];
	struct iovec part = { t, sizeof(*t) };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = space,
				  .msg_controllen = sizeof(space) };
	struct cmsghdr *head;
	int fd = -1;
	ssize_t n;

	*t = (struct trouble){ .err = ECHILD, .what = "a child that lives" };
	do
		n = recvmsg(from_child, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	head = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	if (head && head->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(head), sizeof(fd));
	return fd;
}

/* Return: true where the child has become the program. */
static bool await_program(int from_child, struct trouble *t)
{
	ssize_t n;

	do
		n = read(from_child, t, sizeof(*t));
	while (n < 0 && errno == EINTR);
	return n == 0;
}

static void tell(const struct trouble *t, const char *program)
{
	if (strncmp(t->what, program, sizeof(t->what) - 1) == 0)
		complain_usage("%s: %s", program, strerror(t->err));
	else
		complain_usage("a command needs %s, and this host gives none (%s); --exec SCRIPT "
			       "uses files without",
			       t->what, strerror(t->err));
}

static int serve_child(int from_child, const char *program)
{
	struct trouble t;
	char path[32];
	int fd = receive_file(from_child, &t), code;

	if (fd < 0) {
		tell(&t, program);
		return EXIT_USAGE;
	}
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	code = session_open(path, true);
	if (code == EXIT_OK && !await_program(from_child, &t)) {
		tell(&t, program);
		code = EXIT_USAGE;
	}
	return code;
}

static int wait_for(pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? SIGNAL_STATUS + WTERMSIG(status) : WEXITSTATUS(status);
}

int mount_command(char *const argv[], int *status)
{
	unsigned int uid = geteuid(), gid = getegid();
	int pair[2], code;
	pid_t child;

	fflush(stdout);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		complain("the host gives no socket: %s", strerror(errno));
		return EXIT_USAGE;
	}
	child = fork();
	if (child == 0) {
		to_parent = pair[1];
		become(argv, uid, gid);
	}
	close(pair[1]);
	if (child < 0) {
		complain("the host gives no process: %s", strerror(errno));
		close(pair[0]);
		return EXIT_USAGE;
	}
	child_pid = child;
	catch_signals();
	code = serve_child(pair[0], argv[0]);
	close(pair[0]);
	if (code != EXIT_OK)
		kill(child, SIGKILL);
	*status = wait_for(child);
	restore_signals();
	child_pid = 0;
	return code;
}
