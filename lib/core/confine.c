/* SPDX-License-Identifier: MIT */
/*
 * Landlock and a small filter of system calls.  The kernel's headers may be
 * older than the kernel: what is asked of it is written out here, by the
 * version of its interface (ABI) that brought it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "foc.h"

#ifndef SYS_landlock_create_ruleset	/* the same on every machine */
#define SYS_landlock_create_ruleset	444
#define SYS_landlock_add_rule		445
#define SYS_landlock_restrict_self	446
#endif

#define ASK_VERSION	1U
#define RULE_PATH	1

#define FS_WRITE_FILE	(1ULL << 1)
#define FS_READ_FILE	(1ULL << 2)
#define FS_READ_DIR	(1ULL << 3)
#define FS_REMOVE_DIR	(1ULL << 4)
#define FS_REMOVE_FILE	(1ULL << 5)
#define FS_MAKE_DIR	(1ULL << 7)
#define FS_MAKE_REG	(1ULL << 8)
#define FS_TRUNCATE	(1ULL << 14)

#define MAY_READ	(FS_READ_FILE | FS_READ_DIR)
#define MAY_MAKE	(MAY_READ | FS_WRITE_FILE | FS_REMOVE_DIR | \
			 FS_REMOVE_FILE | FS_MAKE_DIR | FS_MAKE_REG | \
			 FS_TRUNCATE)
#define OF_FILES	(FS_READ_FILE | FS_WRITE_FILE | FS_TRUNCATE)

struct ruleset {			/* of the kernel: it only grows */
	uint64_t fs, net, scoped;
};

struct path_rule {
	uint64_t may;
	int32_t	fd;
} __attribute__((packed));

/* All that an ABI can forbid: the last one that is known, for later ones. */
static const struct ruleset all[] = {
	{ 0, 0, 0 },
	{ (1ULL << 13) - 1, 0, 0 },
	{ (1ULL << 14) - 1, 0, 0 },	/* files into other directories */
	{ (1ULL << 15) - 1, 0, 0 },	/* truncate */
	{ (1ULL << 15) - 1, 3, 0 },	/* TCP: bind, connect */
	{ (1ULL << 16) - 1, 3, 0 },	/* ioctl on devices */
	{ (1ULL << 16) - 1, 3, 3 },	/* abstract sockets, signals */
};
#define ABI_MAX	((int)(sizeof(all) / sizeof(all[0])) - 1)

static int
landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);

	return abi < 0 ? 0 : (int)abi;
}

/* What is not there needs no rule: there is nothing to open. */
static void
allow(int rules, const struct foc_place *place, uint64_t known)
{
	struct path_rule rule = {
		.may = (place->makes ? MAY_MAKE : MAY_READ) & known,
		.fd = open(place->path, O_PATH | O_CLOEXEC),
	};
	struct stat st;

	if (rule.fd < 0)
		return;
	if (fstat(rule.fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.may &= OF_FILES;
	syscall(SYS_landlock_add_rule, rules, RULE_PATH, &rule, 0);
	close(rule.fd);
}

static bool
confine_paths(int abi, const struct foc_place *places, size_t n)
{
	const struct ruleset *r = &all[abi < ABI_MAX ? abi : ABI_MAX];
	int rules = (int)syscall(SYS_landlock_create_ruleset, r, sizeof(*r),
	    0);
	bool done;
	size_t i;

	for (i = 0; rules >= 0 && i < n; i++)
		allow(rules, &places[i], r->fs);
	done = rules >= 0 &&
	    syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	if (rules >= 0)
		close(rules);
	return done;
}

#if defined(__x86_64__)
#define ARCH	AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH	AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCH	AUDIT_ARCH_RISCV64
#endif

/*
 * No other program, no socket (local ones, for what looks up a user, where
 * told) and no way around: another machine's calls, and io_uring.
 */
#ifdef ARCH
#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IF(op, k, yes, no)	BPF_JUMP(BPF_JMP | (op) | BPF_K, k, yes, no)
#define RETURN(what)		BPF_STMT(BPF_RET | BPF_K, what)
#define X32			0x40000000U

static void
confine_calls(bool local_sockets)
{
	struct sock_filter filter[] = {
		LOAD(arch),
		IF(BPF_JEQ, ARCH, 0, 8),
		LOAD(nr),
		IF(BPF_JGE, X32, 6, 0),
		IF(BPF_JEQ, SYS_execve, 5, 0),
		IF(BPF_JEQ, SYS_execveat, 4, 0),
		IF(BPF_JEQ, SYS_io_uring_setup, 3, 0),
		IF(BPF_JEQ, SYS_socket, 0, 3),
		LOAD(args[0]),		/* the low half: little-endian */
		IF(BPF_JEQ, local_sockets ? AF_UNIX : UINT32_MAX, 1, 0),
		RETURN(SECCOMP_RET_ERRNO | EACCES),
		RETURN(SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(filter[0]), .filter = filter,
	};

	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
#else
static void
confine_calls(bool local_sockets)
{
	(void)local_sockets;
}
#endif

int
foc_confine(const struct foc_place *places, size_t n, bool local_sockets)
{
	int abi = landlock_abi();

	/* Where this fails, so does the rest, and nothing is given up. */
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (abi > 0 && !confine_paths(abi, places, n))
		abi = 0;
	confine_calls(local_sockets);
	return abi;
}
