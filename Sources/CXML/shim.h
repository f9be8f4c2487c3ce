// libxml2, SAX2 only.
#ifndef MOONWATCH_CXML_SHIM_H
#define MOONWATCH_CXML_SHIM_H
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/xmlerror.h>
#endif
