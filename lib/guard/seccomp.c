/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls that a program for filling in a form never makes, refused with EPERM: to speak to others,
 * to start anything, to look into others or let them look in, to change the machine. Everything
 * else goes on, so that a new C library does not break the program.
 */
#include "base/err.h"
#include "guard/locks.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The screen's own input, which Linux' headers hide: pasting a selection of the console. */
enum { CONSOLE_COMMAND = 0x541C };

#define CALL(name) SCMP_SYS(name)
static const int refused[] = {
	/* speaking to others */
	CALL(socket),
	CALL(socketpair),
	CALL(connect),
	CALL(bind),
	CALL(listen),
	CALL(accept),
	CALL(accept4),
	CALL(sendto),
	CALL(sendmsg),
	CALL(sendmmsg),
	CALL(recvfrom),
	CALL(recvmsg),
	CALL(recvmmsg),
	CALL(shmget),
	CALL(shmat),
	CALL(msgget),
	CALL(semget),
	CALL(mq_open),
	/* starting anything */
	CALL(execve),
	CALL(execveat),
	CALL(fork),
	CALL(vfork),
	CALL(clone),
	CALL(memfd_create),
	/* looking into others, or being looked into */
	CALL(ptrace),
	CALL(process_vm_readv),
	CALL(process_vm_writev),
	CALL(process_madvise),
	CALL(pidfd_getfd),
	CALL(kcmp),
	CALL(perf_event_open),
	CALL(userfaultfd),
	CALL(bpf),
	CALL(fanotify_init),
	CALL(inotify_init),
	CALL(inotify_init1),
	CALL(syslog),
	CALL(keyctl),
	CALL(add_key),
	CALL(request_key),
	/* calls that go round these rules, or round Landlock's */
	CALL(io_uring_setup),
	CALL(io_uring_enter),
	CALL(io_uring_register),
	CALL(truncate),
	CALL(name_to_handle_at),
	CALL(open_by_handle_at),
	/* changing the machine */
	CALL(mount),
	CALL(umount2),
	CALL(pivot_root),
	CALL(chroot),
	CALL(setns),
	CALL(unshare),
	CALL(open_tree),
	CALL(move_mount),
	CALL(fsopen),
	CALL(fsconfig),
	CALL(fsmount),
	CALL(fspick),
	CALL(mount_setattr),
	CALL(kexec_load),
	CALL(kexec_file_load),
	CALL(init_module),
	CALL(finit_module),
	CALL(delete_module),
	CALL(swapon),
	CALL(swapoff),
	CALL(reboot),
	CALL(acct),
	CALL(quotactl),
	CALL(ioperm),
	CALL(iopl),
	CALL(settimeofday),
	CALL(clock_settime),
	CALL(adjtimex),
	CALL(clock_adjtime),
};

/* Calls that are refused with these first words only. */
static const struct {
	int call;
	unsigned int position;
	unsigned int word;
} refused_words[] = {
	{CALL(ioctl), 1, TIOCSTI}, /* faking keys into the shell behind the program */
	{CALL(ioctl), 1, CONSOLE_COMMAND},
	{CALL(ioctl), 1, TIOCCONS},
	{CALL(prctl), 0, PR_SET_PTRACER},
};

bool cips_guard_seccomp_there(void)
{
	unsigned int action = SECCOMP_RET_ERRNO;
	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

/* A call that this kind of machine does not have needs no rule. */
static int without_missing(int call, int failed)
{
	return failed == -EDOM && call < 0 ? 0 : failed;
}

static int refuse_calls(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		int failed = without_missing(
			refused[i], seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0));
		if (failed)
			return failed;
	}
	/* the C library then tries clone, whose refusal it understands */
	return without_missing(
		CALL(clone3), seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), CALL(clone3), 0));
}

/* The kernel looks at the lower half of these words only, and so does the rule. */
static int refuse_words(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < sizeof refused_words / sizeof *refused_words; i++) {
		struct scmp_arg_cmp same = {refused_words[i].position, SCMP_CMP_MASKED_EQ,
			0xffffffff, refused_words[i].word};
		int failed = seccomp_rule_add_array(
			filter, SCMP_ACT_ERRNO(EPERM), refused_words[i].call, 1, &same);
		if (failed)
			return failed;
	}
	const struct scmp_arg_cmp dumpable[] = {
		{0, SCMP_CMP_MASKED_EQ, 0xffffffff, PR_SET_DUMPABLE}, {1, SCMP_CMP_NE, 0, 0}};
	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), CALL(prctl), 2, dumpable);
}

enum cips_rc cips_guard_seccomp(struct cips_err *err)
{
	if (!cips_guard_seccomp_there()) {
		cips_err_set(err, CIPS_POLICY,
			"this kernel has no seccomp filters, so the program cannot shut itself in");
		cips_err_hint(err, "use a Linux kernel built with SECCOMP_FILTER");
		return CIPS_POLICY;
	}
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return cips_err_system(err, ENOMEM, "no filter on calls can be made");
	int failed = refuse_calls(filter);
	if (!failed)
		failed = refuse_words(filter);
	if (!failed)
		failed = seccomp_load(filter);
	seccomp_release(filter);
	return failed ? cips_err_system(err, -failed, "the filter on calls cannot be set")
		      : CIPS_OK;
}
