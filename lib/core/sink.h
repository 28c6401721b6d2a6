/* SPDX-License-Identifier: MIT */
/*
 * Where records go: one JSON object a call, as text.  The renderer of
 * lib/report is one; what stands below it knows only this.
 */
#ifndef FOC_CORE_SINK_H
#define FOC_CORE_SINK_H

struct foc_out {
	void	(*record)(struct foc_out *out, const char *json);
};

static inline void
sink_record(struct foc_out *out, const char *json)
{
	out->record(out, json);
}

#endif
