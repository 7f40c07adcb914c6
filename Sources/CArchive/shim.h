#pragma once
#include <archive.h>
#include <archive_entry.h>
/* libarchive stands on zlib, whose CRC-32 the container's writer and reader use. */
#include <zlib.h>
/* Of the C library, what Swift's Glibc leaves out: writing past the page cache, and asking for room. */
#include <fcntl.h>
static const int saksi_o_direct = __O_DIRECT;
int fallocate(int file, int mode, off_t offset, off_t length);
