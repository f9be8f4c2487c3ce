// libxml2, SAX2 only.
#ifndef MOONWATCH_CXML_SHIM_H
#define MOONWATCH_CXML_SHIM_H
#include <libxml/xmlversion.h>
// Debian's libxml2 converts encodings with ICU and so its header drags in ICU's, which clash with
// the copy of ICU that Foundation brings. Only two fields of a structure that nothing here touches
// depend on it.
#undef LIBXML_ICU_ENABLED
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#endif
