/* The XML reader ends on any bytes, and closes what it opened. */
#include <stdlib.h>

#include "collapse/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str document = {(const char *)data, size}, s;
	struct arena mem = {0};
	struct xml x;
	size_t opened = 0, closed = 0;

	xml_init(&x, document, &mem);
	for (enum xml_event e; (e = xml_next(&x)) != XML_END;) {
		opened += e == XML_OPEN;
		closed += e == XML_CLOSE;
		if (e == XML_OPEN)
			(void)xml_attribute(&x, STR("id"), &s);
		else if (e == XML_TEXT && xml_text(&x).n > size)
			abort();
	}
	if (x.p > x.end || closed > opened || (!x.why && closed != opened))
		abort();
	arena_release(&mem);
	return 0;
}
