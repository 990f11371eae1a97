/* trace_text_of.h: fields as text: key=value key=value, text with blanks or quotes in it in quotes. */
#ifndef LG__TRACE_TEXT_OF_H
#define LG__TRACE_TEXT_OF_H

#include <lifeguard/callsite.h>

/* Prints as snprintf does: returns the bytes that it needs without the end, whatever `size` is. */
size_t lg__fields_print(char *text, size_t size, const lg_field *fields, size_t count);

#endif
