/* SPDX-License-Identifier: MIT */
/*
 * Users of the machine.  Nothing here asks a variable who is acting but
 * SUDO_UID, and that one is only a claim: it counts where the file belongs to
 * the user we run as, nobody else could have put the file there, the process
 * that started this one is sudo, running as root for that very user, and the
 * login, where the kernel knows it, was by him.
 */
#include <libgen.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "db/user.h"

#define UID_UNKNOWN	UINT32_MAX	/* (uid_t)-1: nobody, or not set */

bool
uid_parse(const char *text, int64_t *uid)
{
	size_t len = strlen(text);

	if (len < 1 || len > 10 || strspn(text, "0123456789") != len ||
	    (*text == '0' && len > 1))
		return false;
	*uid = strtoll(text, NULL, 10);
	return *uid < UID_UNKNOWN;
}

bool
unix_uid(const char *name, int64_t *uid)
{
	const struct passwd *pw = getpwnam(name);

	if (pw == NULL)
		return uid_parse(name, uid);
	*uid = (int64_t)pw->pw_uid;
	return true;
}

bool
uid_of_login(int64_t *uid)
{
	FILE *in = fopen("/proc/self/loginuid", "re");
	char line[32];
	bool known;

	if (in == NULL)
		return false;
	known = fgets(line, sizeof(line), in) != NULL;
	fclose(in);
	if (!known)
		return false;
	line[strcspn(line, "\n")] = '\0';
	return uid_parse(line, uid);
}

static enum sudo doubt(struct foc *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static enum sudo
doubt(struct foc *f, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	free(f->doubt);
	f->doubt = xstrdup(text);
	return SUDO_DOUBT;
}

/* Did sudo, as root, start this process, for that user? */
static bool
sudo_started_this(int64_t uid)
{
	char path[64], line[128];
	long long real = -1, effective = -1;
	bool name = false;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)getppid());
	if ((in = fopen(path, "re")) == NULL)
		return false;
	while (fgets(line, sizeof(line), in) != NULL) {
		if (strcmp(line, "Name:\tsudo\n") == 0)
			name = true;
		if (strncmp(line, "Uid:", 4) == 0)
			sscanf(line, "Uid: %lld %lld", &real, &effective);
	}
	fclose(in);
	return name && effective == 0 && (real == uid || real == 0);
}

/* Could somebody else have put another file, or a journal, in its place? */
static bool
others_write_beside(const struct foc *f)
{
	char *copy = xstrdup(f->path);
	struct stat st;
	bool may = true;

	if (stat(dirname(copy), &st) == 0)
		may = (st.st_mode & (S_IWGRP | S_IWOTH)) != 0 ||
		    (st.st_uid != geteuid() && st.st_uid != 0);
	free(copy);
	return may;
}

enum sudo
sudo_caller(struct foc *f, bool service, int64_t *uid)
{
	const char *text = f->sudo_uid;
	int64_t login;
	struct stat st;
	bool is_uid;

	if (text == NULL || getuid() != geteuid() ||
	    lstat(f->path, &st) != 0 || st.st_uid != geteuid())
		return SUDO_NO;
	is_uid = uid_parse(text, uid);
	if (!service) {
		/* His own file, his own variable. */
		if ((st.st_mode & (S_IRWXG | S_IRWXO)) == 0 ||
		    (is_uid && (*uid == 0 || *uid == (int64_t)geteuid())))
			return SUDO_NO;
		return doubt(f, "the file belongs to user %lld, who is a "
		    "person of foc.yaml, and others come to it through sudo; "
		    "it has to belong to a user of its own",
		    (long long)geteuid());
	}
	if (!is_uid)
		return doubt(f, "SUDO_UID is '%.20s', which is no user id",
		    text);
	if (!sudo_started_this(*uid))
		return doubt(f, "SUDO_UID says user %lld, but it was not sudo "
		    "that started this program for him; without SUDO_UID it "
		    "acts as user %lld", (long long)*uid,
		    (long long)geteuid());
	if (uid_of_login(&login) && login != *uid)
		return doubt(f, "sudo says user %lld, but the login was by "
		    "user %lld", (long long)*uid, (long long)login);
	if (others_write_beside(f))
		return doubt(f, "others than its owner may write to the "
		    "directory of %s, so that sudo's word proves nothing",
		    f->path);
	return SUDO_YES;
}
