/* SPDX-License-Identifier: MIT */
/* What cppcheck, which reads no headers of the system, has to know of one. */
#define cJSON_ArrayForEach(element, array) \
	for (element = (array) != NULL ? (array)->child : NULL; \
	    element != NULL; element = element->next)
