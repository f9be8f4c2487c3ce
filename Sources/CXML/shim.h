// libxml2, SAX2 only.
#ifndef MOONWATCH_CXML_SHIM_H
#define MOONWATCH_CXML_SHIM_H
// Debian's libxml2 includes the system's ICU headers, whose enums differ from those of Foundation's
// own ICU: a module that sees both does not compile. Nothing here needs the ICU members, which come
// last in their structs.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/xmlerror.h>
#endif
