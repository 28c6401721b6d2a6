/* SPDX-License-Identifier: MIT */
/* Records that come back in: what a program printed, and a pipe has sifted. */
#include <stdio.h>
#include <stdlib.h>

#include "report/out.h"

int
foc_out_line(struct foc_out *out, const char *line, size_t len, char *why,
    size_t size)
{
	struct err e;
	cJSON *record = json_parse(line, len, &e);
	const cJSON *sandbox;
	char *json;

	if (record == NULL) {
		snprintf(why, size, "%s", e.text);
		return e.status;
	}
	if (!cJSON_IsObject(record)) {
		snprintf(why, size, "is no record: a record is an object");
		cJSON_Delete(record);
		return FOC_BAD_INPUT;
	}
	sandbox = json_member(record, "sandbox");
	if (cJSON_IsTrue(sandbox))
		foc_out_mark_sandbox(out);
	/* It is put back, and would stand there twice. */
	if (sandbox != NULL && out_is_sandbox(out))
		cJSON_DeleteItemFromObjectCaseSensitive(record, "sandbox");
	json = json_print(record);
	foc_out_record(out, json);
	free(json);
	cJSON_Delete(record);
	return FOC_OK;
}
