/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/embed.h"
#include "core/text.h"
#include "report/page.h"

void
page_begin(FILE *to, const char *title, const char *css)
{
	const char *page = embed_text("report/page.html"), *open, *close;

	while ((open = strstr(page, "{{")) != NULL &&
	    (close = strstr(open, "}}")) != NULL) {
		fwrite(page, 1, (size_t)(open - page), to);
		if (strncmp(open + 2, "title", 5) == 0)
			text_html(to, title);
		else {
			fputs(embed_text("report/card.css"), to);
			fputs(css != NULL ? css : "", to);
		}
		page = close + 2;
	}
	fputs(page, to);
}

void
page_end(FILE *to)
{
	fputs("</main>\n</body>\n</html>\n", to);
}
