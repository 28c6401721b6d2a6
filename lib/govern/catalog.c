/* SPDX-License-Identifier: MIT */
/* The model catalog and the price book, read. */
#include <stdlib.h>

#include "govern/route.h"
#include "govern/words.h"

int
foc_model_list(struct foc *f, const char *platform, struct foc_out *out)
{
	static const char *const platforms[] = {
		"BEDROCK", "MARKETPLACE", "CLAUDE_PLATFORM", "AGENTCORE"
	};
	const char *word = NULL;
	int status;

	if (platform != NULL && (status = word_of(f, "--platform", platform,
	    platforms, sizeof(platforms) / sizeof(platforms[0]), &word)) !=
	    FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_MODEL_RECORD, "s", word);
}

int
foc_price_list(struct foc *f, const char *model, struct foc_out *out)
{
	char *found = NULL;
	int status = FOC_OK;

	if (model != NULL)
		status = model_find(f, model, &found);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_PRICE_RECORD, "s", found);
	free(found);
	return status;
}
