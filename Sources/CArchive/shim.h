#pragma once
#include <archive.h>
#include <archive_entry.h>
/* libarchive stands on zlib, whose CRC-32 the container's writer and reader use. */
#include <zlib.h>
