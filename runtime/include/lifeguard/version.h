/* lifeguard/version.h: which Lifeguard this is.
 *
 * Before version 1.0 all files of a program, the library and the plugin are to be of one version. */
#ifndef LIFEGUARD_VERSION_H
#define LIFEGUARD_VERSION_H

#define LG_VERSION_MAJOR 0
#define LG_VERSION_MINOR 1
#define LG_VERSION_PATCH 0
#define LG_VERSION       "0.1.0" /* of the headers */

/* The version of the library that the program runs with, as text. From any thread. */
const char *lg_version(void);

#endif
