/* SPDX-License-Identifier: MIT */
/* Kinds that have their own look in the formats for people. */
#include <string.h>

#include "report/card.h"
#include "report/handoff.h"
#include "report/mail.h"
#include "report/maturity.h"
#include "report/rollup.h"
#include "report/status.h"
#include "report/stop.h"

static const struct renderer renderers[] = {
	{ "answer", FOC_TEXT, answer_text, NULL, NULL },
	{ "card", FOC_TEXT, card_text, NULL, NULL },
	{ "card", FOC_MD, card_md, NULL, NULL },
	{ "card", FOC_HTML, card_html, card_html_begin, card_html_end },
	{ "card", FOC_MAIL, card_mail, NULL, NULL },
	{ "card_diff", FOC_TEXT, card_diff_text, NULL, NULL },
	{ "review", FOC_TEXT, review_text, NULL, NULL },
	{ "rollup", FOC_TEXT, rollup_text, NULL, NULL },
	{ "rollup", FOC_MD, rollup_md, NULL, NULL },
	{ "rollup", FOC_HTML, rollup_html, card_html_begin, card_html_end },
	{ "chargeback", FOC_MD, grid_md, grid_md_begin, NULL },
	{ "chargeback_total", FOC_MD, grid_md, grid_md_begin, NULL },
	{ "reconciliation", FOC_MD, grid_md, grid_md_begin, NULL },
	{ "event", FOC_TEXT, event_text, event_text_begin, NULL },
	{ "status", FOC_TEXT, status_text, NULL, NULL },
	{ "stop", FOC_TEXT, stop_text, NULL, NULL },
	{ "stop", FOC_SH, stop_script, NULL, NULL },
	{ "gap", FOC_SH, gap_script, NULL, NULL },
	{ "request", FOC_SH, request_script, NULL, NULL },
	{ "handoff", FOC_TEXT, handoff_text, NULL, NULL },
	{ "handoff", FOC_ENV, handoff_env, NULL, NULL },
	{ "handoff", FOC_SHELL, handoff_shell, NULL, NULL },
	{ "maturity", FOC_TEXT, maturity_text, NULL, NULL },
	{ "maturity", FOC_MD, maturity_md, NULL, NULL },
	{ "maturity", FOC_HTML, maturity_html, NULL, NULL },
	{ "notification", FOC_TEXT, notification_text, NULL, NULL },
	{ "notification", FOC_MAIL, notification_mail, NULL, NULL },
	{ NULL, FOC_FORMAT__MAX, NULL, NULL, NULL }
};

const struct renderer *
renderer_of(const char *kind, enum foc_format format)
{
	const struct renderer *r;

	for (r = renderers; kind != NULL && r->kind != NULL; r++)
		if (r->format == format && strcmp(r->kind, kind) == 0)
			return r;
	return NULL;
}

bool
renderer_is_silent(const cJSON *record, enum foc_format format)
{
	const char *kind = json_string(record, "kind");

	return kind != NULL && strcmp(kind, "maturity") == 0 &&
	    (format == FOC_TEXT || format == FOC_MD) &&
	    maturity_is_past(record);
}
