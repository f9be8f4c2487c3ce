// The layout is all in the header; a C target needs one source file.
#include "moonwatch_document.h"
