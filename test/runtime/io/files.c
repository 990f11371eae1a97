// RUN: rm -rf %t.d && mkdir %t.d && cd %t.d && %every_way %t %s
// Files: streamed and positioned, with their errors; a walk through folders; names that are looked up.
#include "io.h"
#include <lifeguard/directory.h>
#include <lifeguard/file.h>
#include <lifeguard/resolve.h>
#include <sys/stat.h>

async void test_file(void)
{
    lg_scoped(lg_file) file = {0}, none = {0};
    struct stat status;
    char text[16] = "";
    size_t size = 99;
    CHECK_INT(await lg_open(&file, "here", O_RDWR, 0), ENOENT);
    CHECK_INT(lg_file_fd(&file), -1);
    CHECK_INT(await lg_open(&file, "here", O_RDWR | O_CREAT | O_EXCL, 0600), 0);
    CHECK(fcntl(lg_file_fd(&file), F_GETFD) & FD_CLOEXEC);
    CHECK_INT(await lg_open(&none, "here", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
    CHECK_INT(await lg_file_write(&file, "hello ", 6, &size), 0);
    CHECK_INT(size, 6);
    CHECK_INT(await lg_file_write(&file, "world", 5, NULL), 0);
    CHECK_INT(await lg_file_read(&file, text, 5, &size), 0);
    CHECK_INT(size, 0);
    CHECK_INT(await lg_file_write_at(&file, "J", 1, 0, NULL), 0);
    CHECK_INT(await lg_file_read_at(&file, text, sizeof text, 0, &size), 0);
    CHECK(size == 11 && strcmp(text, "Jello world") == 0);
    CHECK_INT(await lg_file_sync(&file), 0);
    CHECK_INT(await lg_file_truncate(&file, 4), 0);
    CHECK_INT(await lg_file_stat(&file, &status), 0);
    CHECK_INT(status.st_size, 4);
    CHECK_INT(await lg_rename("here", "there"), 0);
    CHECK_INT(await lg_stat("here", &status), ENOENT);
    CHECK_INT(await lg_stat("there", &status), 0);
    CHECK_INT(await lg_unlink("there"), 0);
    CHECK_INT(await lg_unlink("there"), ENOENT);
    CHECK_INT(await lg_file_read(&none, text, 1, &size), EBADF);
    CHECK_INT(await lg_file_sync(&none), EBADF);
    int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
    lg_file_from_fd(&none, fd);
    CHECK_INT(lg_file_fd(&none), fd);
    CHECK_INT(await lg_file_read(&none, text, 3, &size), 0);
    CHECK(size == 3 && memcmp(text, "\0\0\0lo", 5) == 0);
    lg_file_drop(&none);
    CHECK_INT(fcntl(fd, F_GETFD), -1);
    lg_file_drop(&none);
}

async void test_full_device(void)
{
    lg_scoped(lg_file) full = {0};
    size_t put = 99;
    CHECK_INT(await lg_open(&full, "/dev/full", O_WRONLY, 0), 0);
    CHECK_INT(await lg_file_write(&full, "x", 1, &put), ENOSPC);
    CHECK_INT(put, 0);
}

/* Dropped before its first poll, in the middle, and after: the call is waited for, since it writes here. */
async void test_cancel(void)
{
    char text[16];
    size_t size;
    for (int i = 0; i < 50; i++) {
        lg_scoped(lg_file) file = {0};
        int error = -1;
        CHECK_INT(await lg_open(&file, "/dev/zero", O_RDONLY, 0), 0);
        CHECK(await_any(error = lg_file_read(&file, text, sizeof text, &size), lg_yield_now()) <= 1);
        CHECK(error <= 0);
    }
}

async int open_without_descriptors(void)
{
    lg_scoped(lg_file) file = {0};
    struct rlimit before, few;
    int error = await lg_open(&file, "/dev/zero", O_RDONLY, 0); /* the thread for it is there from here on */
    CHECK_INT(error, 0);
    lg_file_drop(&file);
    CHECK_INT(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = before;
    few.rlim_cur = limit_with(0);
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &few), 0);
    error = await lg_open(&file, "/dev/zero", O_RDONLY, 0);
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &before), 0);
    CHECK_INT(lg_file_fd(&file), -1);
    return error;
}

static void touch(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    CHECK(fd >= 0);
    CHECK_INT(write(fd, "abc", 3), 3);
    close(fd);
}

async void test_walk(void)
{
    char path[64];
    lg_entry entry;
    CHECK_INT(await lg_mkdir("tree", 0700), 0);
    CHECK_INT(await lg_mkdir("tree", 0700), EEXIST);
    int files = 0, folders = 0, links = 0;
    for (int i = 0; i < 3; i++) { /* more than a batch */
        snprintf(path, sizeof path, "tree/%d", i);
        CHECK_INT(await lg_mkdir(path, 0700), 0);
        for (int j = 0; j < 100; j++) {
            snprintf(path, sizeof path, "tree/%d/%d", i, j);
            touch(path);
        }
    }
    CHECK_INT(symlink("..", "tree/2/up"), 0);
    lg_scoped(lg_walk) walk = {0}, bad = {0};
    CHECK_INT(lg_walk_open(&walk, "tree"), 0);
    for (;;) {
        int error = -1;
        if (files == 100) /* cancelled, it loses nothing */
            CHECK(await_any(error = lg_walk_next(&walk, &entry), lg_yield_now()) <= 1);
        if (error == -1)
            error = await lg_walk_next(&walk, &entry);
        CHECK_INT(error, 0);
        if (!entry.path)
            break;
        CHECK_INT(entry.error, 0);
        CHECK(strncmp(entry.path, "tree/", 5) == 0 && strcmp(strrchr(entry.path, '/') + 1, entry.name) == 0);
        files += entry.kind == LG_ENTRY_FILE && entry.size == 3 && entry.depth == 2;
        folders += entry.kind == LG_ENTRY_FOLDER && entry.depth == 1;
        links += entry.kind == LG_ENTRY_LINK;
    }
    CHECK_INT(files, 300);
    CHECK_INT(folders, 3);
    CHECK_INT(links, 1);
    CHECK_INT(await lg_walk_next(&walk, &entry), 0);
    CHECK(!entry.path);
    lg_walk_drop(&walk);
    CHECK_INT(lg_walk_open(&walk, "tree"), 0);
    for (files = 0;; files++) {
        CHECK_INT(await lg_walk_next(&walk, &entry), 0);
        if (!entry.path)
            break;
        lg_walk_skip(&walk);
    }
    CHECK_INT(files, 3);
    CHECK_INT(lg_walk_open(&bad, "no folder"), 0);
    CHECK_INT(await lg_walk_next(&bad, &entry), ENOENT);
    lg_walk_drop(&bad);
    CHECK_INT(await lg_walk_next(&bad, &entry), EBADF);
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 100; j++) {
            snprintf(path, sizeof path, "tree/%d/%d", i, j);
            CHECK_INT(unlink(path), 0);
        }
        snprintf(path, sizeof path, "tree/%d/up", i);
        unlink(path);
        snprintf(path, sizeof path, "tree/%d", i);
        CHECK_INT(await lg_rmdir(path), 0);
    }
    CHECK_INT(await lg_rmdir("tree"), 0);
}

/* What is neither a file, a folder nor a link; and a folder that is gone when the walk comes to it. */
async void test_odd_entries(void)
{
    lg_scoped(lg_walk) walk = {0};
    lg_entry entry;
    int others = 0, gone = 0;
    CHECK_INT(await lg_mkdir("odd", 0700), 0);
    CHECK_INT(mkfifo("odd/pipe", 0600), 0);
    CHECK_INT(await lg_mkdir("odd/folder", 0700), 0);
    CHECK_INT(lg_walk_open(&walk, "odd"), 0);
    for (;;) {
        CHECK_INT(await lg_walk_next(&walk, &entry), 0);
        if (!entry.path)
            break;
        CHECK_INT(entry.depth, 1);
        if (entry.kind == LG_ENTRY_OTHER) {
            CHECK(strcmp(entry.name, "pipe") == 0 && entry.error == 0);
            others++;
        } else if (!entry.error) {
            CHECK(strcmp(entry.path, "odd/folder") == 0);
            CHECK_INT(rmdir("odd/folder"), 0);
        } else { /* told once more */
            CHECK(strcmp(entry.path, "odd/folder") == 0);
            CHECK_INT(entry.error, ENOENT);
            gone++;
        }
    }
    CHECK_INT(others, 1);
    CHECK_INT(gone, 1);
    CHECK_INT(unlink("odd/pipe"), 0);
    CHECK_INT(await lg_rmdir("odd"), 0);
}

async void test_names(void)
{
    lg_scoped(lg_addresses) addresses = {0}, none = {0};
    lg_scoped(lg_listener) listener = {0};
    lg_scoped(lg_stream) stream = {0};
    lg_address address;
    char service[8];
    int error = -1;
    CHECK_INT(await lg_resolve(&addresses, "127.0.0.1", "80"), 0);
    CHECK(addresses.count >= 1);
    CHECK_INT(lg_address_port(&addresses.list[0]), 80);
    CHECK_INT(await lg_resolve(&none, "127.0.0.1", "no service"), EINVAL);
    CHECK(await_any(error = lg_resolve(&none, "localhost", "80"), lg_yield_now()) <= 1);
    listen_on_loopback(&listener, &address);
    snprintf(service, sizeof service, "%d", lg_address_port(&address));
    CHECK_INT(await lg_connect_to(&stream, "127.0.0.1", service, 5000), 0);
    lg_stream_drop(&stream);
    CHECK_INT(await lg_connect_to(&stream, "localhost", service, 5000), 0); /* also where it has addresses before */
    lg_stream_drop(&stream);
    int connected = -1;
    CHECK(await_any(connected = lg_connect_to(&stream, "localhost", service, 5000), lg_yield_now()) <= 1);
    CHECK(connected == 0 || lg_stream_fd(&stream) == -1);
    lg_stream_drop(&stream);
    error = await lg_connect_to(&stream, "no-such-host.invalid", service, 5000);
    CHECK(error == ENOENT || error == EAGAIN); /* with nobody to ask it is not known */
    error = -1;
    lg_listener_drop(&listener);
    CHECK_INT(await lg_connect_to(&stream, "127.0.0.1", service, 5000), ECONNREFUSED);
    CHECK_INT(lg_stream_fd(&stream), -1);
    CHECK(error <= 0);
}

int main(void)
{
    int before = open_descriptors();
    block_on(test_file());
    block_on(test_full_device());
    block_on(test_cancel());
    CHECK_INT(block_on(open_without_descriptors()), EMFILE);
    block_on(test_walk());
    block_on(test_odd_entries());
    block_on(test_names());
    CHECK_INT(open_descriptors(), before);
    return 0;
}
