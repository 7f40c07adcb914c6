// What a program has done to a folder and no sync has confirmed, and how it is taken back.

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

enum kind { WRITE, TRUNCATE, CREATE, FOLDER, LINK, UNLINK, RENAME };

// `place`: a folder on the same disk, for what has to be remembered. `seed`: where chance begins.
void remember_in(const char *place, uint64_t seed);

// To be said before the call: of contents, `length` bytes from `offset` of an open file, and the size after it.
void will_change_contents(enum kind kind, int file, off_t offset, size_t length, off_t after);
void will_change_name(enum kind kind, const char *from, const char *to);
// The call failed: nothing was changed.
void was_not_changed(void);

// A sync has confirmed the contents of a file, or the names in a folder.
void confirm_contents(const struct stat *file);
void confirm_names(const char *folder);

// A sync has failed: what it should have confirmed is not there.
void lose_contents(const struct stat *file);
void lose_names(const char *folder);

// The power has gone: nothing of what was not confirmed is there, or some of it.
void lose_everything(int but_some);
