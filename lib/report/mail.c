/* SPDX-License-Identifier: MIT */
/* A notification as a MIME message, for sendmail -t. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/utc.h"
#include "report/mail.h"

#define QP_LINE		75		/* of quoted-printable, with its = */
#define BASE64_LINE	57		/* bytes in 76 characters */
#define HEADER_CHUNK	39		/* bytes in one encoded word */

/* --- headers */

static bool
is_plain(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

static void
put_base64(FILE *to, const char *s, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)s;
	unsigned v;

	for (; n > 0; p += 3, n -= n < 3 ? n : 3) {
		v = (unsigned)p[0] << 16 | (n > 1 ? (unsigned)p[1] << 8 : 0) |
		    (n > 2 ? p[2] : 0);
		putc(digits[v >> 18], to);
		putc(digits[v >> 12 & 63], to);
		putc(n > 1 ? digits[v >> 6 & 63] : '=', to);
		putc(n > 2 ? digits[v & 63] : '=', to);
	}
}

/* As it is where it is plain and short, else in encoded words (RFC 2047). */
void
mail_subject(FILE *to, const char *text)
{
	char *safe = text_visible(text);
	const char *p = safe;
	uint32_t cp;
	size_t n;

	fputs("Subject: ", to);
	if (is_plain(safe) && strlen(safe) <= 66) {
		fputs(safe, to);
	} else {
		while (*p != '\0') {
			for (n = 0; p[n] != '\0' && n < HEADER_CHUNK;)
				n += utf8_next(p + n, &cp);
			fprintf(to, "%s=?UTF-8?B?", p > safe ? "\n " : "");
			put_base64(to, p, n);
			fputs("?=", to);
			p += n;
		}
	}
	putc('\n', to);
	free(safe);
}

/* An address that cannot end its header. */
static bool
is_address(const char *text)
{
	return is_plain(text) && strchr(text, '@') != NULL &&
	    text[strcspn(text, " ,;<>()\"")] == '\0';
}

void
mail_to(FILE *to, const cJSON *list)
{
	const cJSON *a;
	int n = 0;

	cJSON_ArrayForEach(a, list)
		if (cJSON_IsString(a) && is_address(a->valuestring))
			fprintf(to, "%s%s", n++ > 0 ? ",\n " : "To: ",
			    a->valuestring);
	if (n == 0)
		fputs("To: undisclosed-recipients:;", to);
	putc('\n', to);
}

void
mail_from(FILE *to, const char *from)
{
	if (from != NULL && is_address(from))
		fprintf(to, "From: foc <%s>\n", from);
}

/* 2026-11-20T08:00:00Z as Fri, 20 Nov 2026 08:00:00 +0000. */
void
mail_date(FILE *to, const char *text)
{
	static const char days[] = "ThuFriSatSunMonTueWed";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	long long day;
	int64_t t;
	int month;

	if (text == NULL || utc_parse(text, strlen(text), &t) != 0)
		return;
	day = t / UTC_DAY % 7;
	month = (text[5] - '0') * 10 + text[6] - '0' - 1;
	fprintf(to, "Date: %.3s, %.2s %.3s %.4s %.8s +0000\n",
	    days + 3 * day, text + 8, months + 3 * month, text, text + 11);
}

void
mail_id(FILE *to, const char *header, const char *id)
{
	if (id != NULL && is_address(id))
		fprintf(to, "%s: <%s>\n", header, id);
}

/* --- the body */

/* One line in quoted-printable, broken where it is too long. */
static void
put_line(FILE *to, const char *line)
{
	size_t at = 0, n;
	uint32_t cp;
	char buf[16];
	const char *p;
	size_t i, len;

	for (p = line; *p != '\0'; p += n) {
		n = utf8_next(p, &cp);
		len = 0;
		for (i = 0; i < n; i++)
			if (n > 1 || *p == '=' || *p < ' ' ||
			    (*p == ' ' && p[1] == '\0') ||
			    (at == 0 && (*p == '.' ||
			    strncmp(p, "From ", 5) == 0)))
				len += (size_t)snprintf(buf + len,
				    sizeof(buf) - len, "=%02X",
				    (unsigned char)p[i]);
			else
				buf[len++] = *p;
		if (at + len > QP_LINE) {
			fputs("=\n", to);
			at = 0;
		}
		fwrite(buf, 1, len, to);
		at += len;
	}
	putc('\n', to);
}

void
mail_quoted(FILE *to, const char *text)
{
	char *copy = xstrdup(text), *line, *rest = copy, *safe;

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (rest == NULL && *line == '\0')
			break;
		safe = text_visible(line);
		put_line(to, safe);
		free(safe);
	}
	free(copy);
}

void
mail_base64(FILE *to, const char *bytes, size_t len)
{
	size_t n;

	for (; len > 0; bytes += n, len -= n) {
		n = len < BASE64_LINE ? len : BASE64_LINE;
		put_base64(to, bytes, n);
		putc('\n', to);
	}
}

void
notification_mail(FILE *to, const cJSON *record,
    const struct foc_out_options *o)
{
	const char *from = json_string(record, "from");
	const char *subject = json_string(record, "subject");
	const char *body = json_string(record, "body");
	char *marked;

	mail_from(to, from);
	mail_to(to, json_member(record, "to"));
	marked = xasprintf("[foc%s] %s", o->sandbox ? " SANDBOX" : "",
	    subject != NULL ? subject : "");
	mail_subject(to, marked);
	free(marked);
	mail_date(to, json_string(record, "at"));
	mail_id(to, "Message-ID", json_string(record, "message_id"));
	mail_id(to, "References", json_string(record, "thread_id"));
	fputs("Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=UTF-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n", to);
	mail_quoted(to, body != NULL ? body : "");
}

/* The same to read. */
void
notification_text(FILE *to, const cJSON *record,
    const struct foc_out_options *o)
{
	const char *subject = json_string(record, "subject");
	const char *body = json_string(record, "body");
	char *text = item_text(json_member(record, "to")), *line, *rest, *safe;

	fprintf(to, "%s", o->sandbox ? "SANDBOX\n" : "");
	safe = text_visible(text);
	fprintf(to, "To: %s\n", safe);
	free(safe);
	free(text);
	safe = text_visible(subject != NULL ? subject : "");
	fprintf(to, "%s\n\n", safe);
	free(safe);
	text = rest = xstrdup(body != NULL ? body : "");
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (rest == NULL && *line == '\0')
			break;
		safe = text_visible(line);
		fprintf(to, "%s\n", safe);
		free(safe);
	}
	free(text);
}
