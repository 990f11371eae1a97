/* callsite.h: all callsites that were reached, and what they know of who listens. */
#ifndef LG__CALLSITE_H
#define LG__CALLSITE_H

#include <lifeguard/callsite.h>

/* Whether somebody listens to spans has changed: tells every callsite. */
void lg__callsites_ask_again(void);

#endif
