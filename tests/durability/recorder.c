/* Preloaded into a real process: writes down what each fsync and fdatasync made durable, or makes one fail.

   Only paths below AMANAT_RECORD_ROOT count.  The n-th sync (from 0) leaves two files in AMANAT_RECORD_TO:
   <n>.meta  "file <inode> <path>" or "folder <inode> <path>" and then a line "<f or d> <inode> <name>" per entry
   <n>.data  the file's bytes at that moment
   Everything that was never written down is what a power cut loses.  The system itself is not asked to sync. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static long synced = 0;
static long fails_at = -1;

long amanat_synced(void) { return synced; }
void amanat_fail_at(long number) { fails_at = number; }

static int path_of(int fd, char *path) {
    char link[64];
    const char *root = getenv("AMANAT_RECORD_ROOT");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (root == NULL || length < 0) return 0;
    path[length] = 0;
    size_t prefix = strlen(root);
    return strncmp(path, root, prefix) == 0 && (path[prefix] == 0 || path[prefix] == '/');
}

static FILE *open_record(const char *end) {
    char name[PATH_MAX];
    snprintf(name, sizeof name, "%s/%ld.%s", getenv("AMANAT_RECORD_TO"), synced, end);
    return fopen(name, "wb");
}

static void copy_file(int fd) {
    static char buffer[1 << 16];
    FILE *out = open_record("data");
    off_t at = 0;
    ssize_t got;
    while (out != NULL && (got = pread(fd, buffer, sizeof buffer, at)) > 0) {
        fwrite(buffer, 1, (size_t)got, out);
        at += got;
    }
    if (out != NULL) fclose(out);
}

static void list_folder(const char *path, FILE *meta) {
    DIR *folder = opendir(path);
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        struct stat about;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (fstatat(dirfd(folder), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0) continue;
        fprintf(meta, "%c %lu %s\n", S_ISDIR(about.st_mode) ? 'd' : 'f', (unsigned long)about.st_ino, entry->d_name);
    }
    if (folder != NULL) closedir(folder);
}

static int record(int fd, const char *name) {
    char path[PATH_MAX];
    struct stat about;
    int saved = errno;
    if (!path_of(fd, path) || fstat(fd, &about) != 0) {
        int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
        errno = saved;
        return real(fd);
    }
    pthread_mutex_lock(&one_at_a_time);
    int failed = synced == fails_at;
    if (failed) {
        fails_at = -1;
    } else {
        FILE *meta = open_record("meta");
        if (meta != NULL) {
            fprintf(meta, "%s %lu %s\n", S_ISDIR(about.st_mode) ? "folder" : "file", (unsigned long)about.st_ino, path);
            if (S_ISDIR(about.st_mode)) list_folder(path, meta);
            else copy_file(fd);
            fclose(meta);
        }
    }
    synced++;
    pthread_mutex_unlock(&one_at_a_time);
    errno = failed ? EIO : saved;
    return failed ? -1 : 0;
}

int fsync(int fd) { return record(fd, "fsync"); }
int fdatasync(int fd) { return record(fd, "fdatasync"); }
